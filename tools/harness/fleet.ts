import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Child, freePort, type Supervisor, startSupervisor } from '@hourglass/stack'
import { root as ROOT, SERVER_ENV, SERVER_FLAGS } from '../apps.ts'
import { type Client, createClient } from './client.ts'
import type { Stores } from './stores.ts'
import { ToolError } from './tool-error.ts'
import { memoryOf } from './usage.ts'

const MAIN = 'apps/server/src/main.ts'
const READY_MS = 60_000
const READY_POLL_MS = 25
const MEMORY_SAMPLE_MS = 250
/** Maximum log lines per server in the journal. */
const LOG_LINES_MAX = 20_000
/** Long enough that no second sale begins during a run, short enough for a timer (2^31 ms). */
const SALE_PERIOD = '480h'
const HOST = '127.0.0.1'

export interface FleetOptions {
  servers: number
  /** Keep-alive connections to each server. */
  connections: number
  items: number
  limit: number
  /** Additional environment of the servers. */
  env?: NodeJS.ProcessEnv
  /** Overrides for one server, by index; evaluated at each of its starts. */
  special?: (index: number) => Special
}

interface Special {
  databaseUrl?: string
  redisUrl?: string
  /** Node flags. */
  flags?: readonly string[]
  /** Root of the checkout that it runs. */
  root?: string
}

/** A server process that can be killed and restarted on its port. */
export class Server {
  readonly name: string
  readonly origin: string
  readonly client: Client
  readonly lines: string[] = []
  /** Peak resident memory over all processes of this server, including startup; undefined if it cannot be read. */
  peakMb: number | undefined
  /** Maximum sampled resident memory since the last reset. */
  residentMb: number | undefined
  readonly #launch: () => Promise<Child>
  #child: Child | undefined

  constructor(name: string, origin: string, connections: number, launch: () => Promise<Child>) {
    this.name = name
    this.origin = origin
    this.client = createClient(origin, connections)
    this.#launch = launch
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Resolves when the server is ready. @throws ToolError */
  async start(): Promise<void> {
    const child = await this.#launch()
    this.#child = child
    let ended = false
    void child.exited.then(() => {
      ended = true
    })
    child.onLine((line) => {
      if (this.lines.length < LOG_LINES_MAX) this.lines.push(`${this.name}: ${line}`)
    })
    const deadline = performance.now() + READY_MS
    while ((await this.client.send('GET', '/readyz')).status !== 200) {
      if (ended || performance.now() > deadline)
        throw new ToolError(`${this.name} did not become ready: ${child.lines.at(-1) ?? 'no output'}`)
      await delay(READY_POLL_MS)
    }
  }

  /** Kills the server (SIGKILL). Resolves when it is gone. */
  async kill(): Promise<void> {
    this.sampleMemory()
    const child = this.#child
    if (!child) return
    signal(child, 'SIGKILL')
    await child.exited
  }

  /** Stops the server gracefully (SIGTERM). @returns its exit code */
  async stop(): Promise<number | null> {
    const child = this.#child
    if (!child) return null
    signal(child, 'SIGTERM')
    return (await child.exited).code
  }

  /** Pauses the process (SIGSTOP). Its connections stay open, but it does not respond. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP')
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT')
  }

  sampleMemory(): void {
    const now = memoryOf(this.pid)
    if (!now) return
    this.peakMb = Math.max(now.peakMb, this.peakMb ?? 0)
    this.residentMb = Math.max(now.residentMb, this.residentMb ?? 0)
  }
}

export interface Fleet {
  servers: readonly Server[]
  stop(): Promise<void>
}

/** Starts server processes concurrently on one empty database. They are stopped when this process exits, even by SIGKILL. */
export async function startFleet(stores: Stores, options: FleetOptions): Promise<Fleet> {
  const supervisor = await startSupervisor()
  const ports = await Promise.all(Array.from({ length: options.servers }, freePort))
  const servers = ports.map((port, i) => {
    const launch = () => launchServer(supervisor, stores, options, { name: `server ${i + 1}`, port, index: i })
    return new Server(`server ${i + 1}`, `http://${HOST}:${port}`, options.connections, launch)
  })
  const sampling = setInterval(() => {
    for (const server of servers) server.sampleMemory()
  }, MEMORY_SAMPLE_MS)
  const stop = async () => {
    clearInterval(sampling)
    await Promise.all(servers.map((server) => server.client.close()))
    await supervisor.stop()
  }
  try {
    await Promise.all(servers.map((server) => server.start()))
    return { servers, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Place {
  name: string
  port: number
  index: number
}

function launchServer(supervisor: Supervisor, stores: Stores, options: FleetOptions, at: Place) {
  const { databaseUrl, redisUrl, flags = [], root = ROOT } = { ...stores, ...options.special?.(at.index) }
  const env = {
    ...SERVER_ENV,
    ...process.env,
    HOST,
    PORT: String(at.port),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    SALE_ITEMS: String(options.items),
    SALE_PERIOD,
    BUYER_LIMIT: String(options.limit),
    LOG_LEVEL: 'warn',
    ...options.env,
  }
  return supervisor.spawn({
    name: at.name,
    command: process.execPath,
    args: [...SERVER_FLAGS, ...flags, join(root, MAIN)],
    cwd: root,
    env,
  })
}

/** @throws ToolError if the process has already exited */
function signal(child: Child, name: NodeJS.Signals): void {
  try {
    process.kill(child.pid, name)
  } catch {
    throw new ToolError(`${child.spec.name} exited unexpectedly: ${child.lines.at(-1) ?? 'no output'}`)
  }
}
