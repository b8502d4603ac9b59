import { createPool } from '@hourglass/db'
import { startKeeper } from '@hourglass/stack'
import {
  type Breakable,
  type Line,
  startLine,
  startTestRedisCluster,
  startTestStores,
  type TestRedisCluster,
} from '@hourglass/stack/testing'
import { startRelay } from '../../apps.ts'
import { type Fleet, startFleet } from '../../harness/fleet.ts'
import type { Stores } from '../../harness/stores.ts'
import { type Floor, openFloor, serverEnv } from '../crowd/floor.ts'
import type { Options } from '../crowd/options.ts'
import { type Sink, startSink } from './sink.ts'

/** How large a run is. */
export type Size = Pick<
  Options,
  'preset' | 'items' | 'merchantItems' | 'limit' | 'buyers' | 'tries' | 'connections' | 'seed'
> & {
  /** How long the crowd tries to buy the rest. */
  patienceMs?: number
}

/** What a case asks of its servers. */
export interface Casting {
  env?: NodeJS.ProcessEnv
  /** Flags of one server's Node, counted from 0. */
  flags?: (index: number) => readonly string[]
  /** Where one server's version of the programs is, asked at each of its starts; left out: this one. */
  root?: (index: number) => string
  /** A Redis Cluster in place of the one Redis, without lines to it. */
  redisCluster?: boolean
  /** What is done to the database before anybody comes. */
  sql?: readonly string[]
}

const SERVERS = 3

/** Everything that can be broken: real processes, and a line on each edge between them. */
export interface Theatre {
  stores: Stores & { redis: Breakable; postgres: Breakable }
  fleet: Fleet
  /** One for each server. */
  lines: { postgres: readonly Line[]; redis: readonly Line[] }
  /** With `redisCluster` only. */
  cluster: TestRedisCluster | undefined
  relay: Process
  sink: Sink
  floor: Floor
  size: Size
  close(): Promise<void>
}

/** A process that may be killed and started again. */
export interface Process {
  kill(): Promise<void>
  start(): Promise<void>
}

/** Starts stores, lines, servers, the relay and a place for its events, and opens two sales. */
export async function openTheatre(size: Size, casting: Casting): Promise<Theatre> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const started = await startTestStores({ ownPostgres: true })
    undo.push(() => started.stop())
    const cluster = casting.redisCluster ? await startTestRedisCluster() : undefined
    undo.push(async () => cluster?.stop())
    const redisUrl = cluster?.url ?? started.redisUrl
    const stores = { ...started, redisUrl, redisKind: started.redis.kind }
    const lines = {
      postgres: await linesTo(stores.postgres.port),
      redis: await linesTo(stores.redis.port),
    }
    undo.push(() => Promise.all([...lines.postgres, ...lines.redis].map((line) => line.close())))
    const fleet = await startFleet(stores, {
      ...size,
      servers: SERVERS,
      env: { ...serverEnv(size.seed), TAKE_LEASE: '3s', WEBHOOK_PRIVATE_ADDRESSES: 'allow', ...casting.env },
      special: (index) => ({
        databaseUrl: through(stores.databaseUrl, lines.postgres[index]),
        redisUrl: cluster?.url ?? through(stores.redisUrl, lines.redis[index]),
        flags: casting.flags?.(index) ?? [],
        ...(casting.root && { root: casting.root(index) }),
      }),
    })
    undo.push(() => fleet.stop())
    await atDatabase(stores.databaseUrl, casting.sql ?? [])
    const sink = await startSink()
    undo.push(() => sink.close())
    const relay = await launchRelay(stores)
    undo.push(() => relay.close())
    const floor = await openFloor(fleet.servers, size)
    await floor.sender.send(async (server) => {
      const answer = await server.client.send('POST', '/v1/webhooks', { body: { url: sink.url }, key: 'sink' })
      return { entry: null, answer, answered: answer.status === 201, mayWalk: false }
    })
    return { stores, fleet, lines, cluster, relay, sink, floor, size, close }
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

const linesTo = (port: number) => Promise.all(Array.from({ length: SERVERS }, () => startLine(port)))

function through(text: string, line: Line | undefined): string {
  const url = new URL(text)
  if (line) url.port = String(line.port)
  return url.href
}

async function launchRelay(stores: Stores): Promise<Process & { close(): Promise<void> }> {
  const keeper = await startKeeper()
  const env = { WEBHOOK_PRIVATE_ADDRESSES: 'allow' }
  const launch = () => startRelay(keeper, { ...stores, host: '', port: 0, webPort: 0, env })
  let kept = await launch()
  return {
    async kill() {
      process.kill(kept.pid, 'SIGKILL')
      await kept.exited
    },
    async start() {
      kept = await launch()
    },
    close: () => keeper.stop(),
  }
}

/** Undoes whatever the strikes have left broken: lines are whole, everything that runs is awake. */
export function heal({ lines, stores }: Theatre): void {
  for (const line of [...lines.postgres, ...lines.redis]) line.heal()
  stores.postgres.resume()
  stores.redis.resume()
}
