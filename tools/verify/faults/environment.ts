import { createPool } from '@hourglass/db'
import { startSupervisor } from '@hourglass/stack'
import {
  type Breakable,
  startTcpProxy,
  startTestRedisCluster,
  startTestStores,
  type TcpProxy,
  type TestRedisCluster,
} from '@hourglass/stack/testing'
import { startRelay } from '../../apps.ts'
import { type Fleet, startFleet } from '../../harness/fleet.ts'
import type { Stores } from '../../harness/stores.ts'
import { type Floor, openFloor, serverEnv } from '../crowd/floor.ts'
import type { Options } from '../crowd/options.ts'
import { type EventReceiver, startEventReceiver } from './event-receiver.ts'

/** Size of a run. */
export type Size = Pick<
  Options,
  'preset' | 'items' | 'merchantItems' | 'limit' | 'buyers' | 'tries' | 'connections' | 'seed'
> & {
  /** How long the crowd keeps buying the remaining units. */
  patienceMs?: number
}

/** What a case requires of its environment. */
export interface EnvironmentOptions {
  env?: NodeJS.ProcessEnv
  /** Node flags of a server, by index. */
  flags?: (index: number) => readonly string[]
  /** Checkout that a server runs from, evaluated at each start; default this one. */
  root?: (index: number) => string
  /** Use a Redis Cluster instead of a single Redis. It has no proxies. */
  redisCluster?: boolean
  /** Statements that run on the database before the crowd starts. */
  sql?: readonly string[]
}

const SERVERS = 3

/** The fault injection environment: real processes, with a TCP proxy on each connection between them. */
export interface Environment {
  stores: Stores & { redis: Breakable; postgres: Breakable }
  fleet: Fleet
  /** One proxy per server. */
  proxies: { postgres: readonly TcpProxy[]; redis: readonly TcpProxy[] }
  /** Only with `redisCluster`. */
  cluster: TestRedisCluster | undefined
  relay: Process
  events: EventReceiver
  floor: Floor
  size: Size
  close(): Promise<void>
}

/** A process that can be killed and restarted. */
export interface Process {
  kill(): Promise<void>
  start(): Promise<void>
}

/** Starts stores, proxies, servers, the relay and an event receiver, and opens two sales. */
export async function openEnvironment(size: Size, options: EnvironmentOptions): Promise<Environment> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const started = await startTestStores({ ownPostgres: true })
    undo.push(() => started.stop())
    const cluster = options.redisCluster ? await startTestRedisCluster() : undefined
    undo.push(async () => cluster?.stop())
    const redisUrl = cluster?.url ?? started.redisUrl
    const stores = { ...started, redisUrl, redisKind: started.redis.kind }
    const proxies = {
      postgres: await proxiesTo(stores.postgres.port),
      redis: await proxiesTo(stores.redis.port),
    }
    undo.push(() => Promise.all([...proxies.postgres, ...proxies.redis].map((proxy) => proxy.close())))
    const fleet = await startFleet(stores, {
      ...size,
      servers: SERVERS,
      env: { ...serverEnv(size.seed), TAKE_LEASE: '3s', WEBHOOK_PRIVATE_ADDRESSES: 'allow', ...options.env },
      special: (index) => ({
        databaseUrl: through(stores.databaseUrl, proxies.postgres[index]),
        redisUrl: cluster?.url ?? through(stores.redisUrl, proxies.redis[index]),
        flags: options.flags?.(index) ?? [],
        ...(options.root && { root: options.root(index) }),
      }),
    })
    undo.push(() => fleet.stop())
    await atDatabase(stores.databaseUrl, options.sql ?? [])
    const events = await startEventReceiver()
    undo.push(() => events.close())
    const relay = await launchRelay(stores)
    undo.push(() => relay.close())
    const floor = await openFloor(fleet.servers, size)
    await floor.sender.send(async (server) => {
      const answer = await server.client.send('POST', '/v1/webhooks', { body: { url: events.url }, key: 'events' })
      return { entry: null, answer, answered: answer.status === 201, mayWalk: false }
    })
    return { stores, fleet, proxies, cluster, relay, events, floor, size, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function atDatabase(url: string, statements: readonly string[]): Promise<void> {
  const pool = createPool(url, { max: 1, name: 'hourglass-faults' })
  try {
    for (const statement of statements) await pool.query(statement)
  } finally {
    await pool.end()
  }
}

const proxiesTo = (port: number) => Promise.all(Array.from({ length: SERVERS }, () => startTcpProxy(port)))

function through(text: string, proxy: TcpProxy | undefined): string {
  const url = new URL(text)
  if (proxy) url.port = String(proxy.port)
  return url.href
}

async function launchRelay(stores: Stores): Promise<Process & { close(): Promise<void> }> {
  const supervisor = await startSupervisor()
  const env = { WEBHOOK_PRIVATE_ADDRESSES: 'allow' }
  const launch = () => startRelay(supervisor, { ...stores, host: '', port: 0, webPort: 0, env })
  let child = await launch()
  return {
    async kill() {
      process.kill(child.pid, 'SIGKILL')
      await child.exited
    },
    async start() {
      child = await launch()
    },
    close: () => supervisor.stop(),
  }
}

/** Reverts all injected faults: proxies forward everything and paused processes resume. */
export function heal({ proxies, stores }: Environment): void {
  for (const proxy of [...proxies.postgres, ...proxies.redis]) proxy.heal()
  stores.postgres.resume()
  stores.redis.resume()
}
