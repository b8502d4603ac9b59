import { createPool, STATEMENT_TIMEOUT_MS } from '@hourglass/db'
import { startTestPgBouncer } from '@hourglass/stack/testing'
import { type Client, createClient } from '../harness/client.ts'
import { startFleet } from '../harness/fleet.ts'
import { hourlySale } from '../harness/hourly-sale.ts'
import { Sender } from '../harness/sender.ts'
import { openStores } from '../harness/stores.ts'
import { ToolError } from '../harness/tool-error.ts'
import { memoryOf } from '../harness/usage.ts'
import { writeHistory } from './history.ts'
import type { Watched } from './measure.ts'

/** What is measured: a server that speaks the brief's contract, ours or another. */
export interface Target {
  name: string
  client: Client
  /** A path that does nothing but answer: the ceiling. */
  hello: string
  /** Ids of items for sale, each to be had once. */
  items: { first: number; count: number }
  /** Units one buyer may have. */
  limit: number
  watched: Watched
  /** Most memory that each process had resident, in MB. */
  memory(): Record<string, number>
  /** Where what is durable is counted; undefined: it is not. */
  databaseUrl: string | undefined
  /** Whether it has what the brief does not ask for: merchant sales, a live feed. */
  ours: boolean
  origin: string
  close(): Promise<void>
}

/** Enough that no round runs out of them. */
const ITEMS = 100_000
const LIMIT = 10
/** Connections of the closed loop; the open one may need more. */
export const CONNECTIONS_MAX = 512

export interface OwnOptions {
  /** Orders behind it. */
  history?: number
  /** Sessions of a PgBouncer that it reaches its PostgreSQL through; 0: it does so by itself. */
  sessions?: number
}

/** One server of this checkout on stores of its own, fsync on. */
export async function openOwn({ history = 0, sessions = 0 }: OwnOptions = {}): Promise<Target> {
  const stores = await openStores({})
  const items = ITEMS
  const pooler = sessions > 0 ? await openPooler(stores.databaseUrl, sessions) : undefined
  const fleet = await startFleet(stores, {
    servers: 1,
    connections: CONNECTIONS_MAX,
    items,
    limit: LIMIT,
    ...(pooler && { env: pooler.env }),
  })
  const [server] = fleet.servers
  if (!server) throw new ToolError('there is no server')
  const sale = await hourlySale(new Sender(fleet.servers))
  if (history > 0) await writeHistory(stores.databaseUrl, history)
  const pids = { server: server.pid, postgres: stores.postgres?.pid ?? 0, redis: stores.redis?.pid ?? 0 }
  if (pooler) Object.assign(pids, { pgbouncer: pooler.pid })
  const past = history > 0 ? `, ${history.toLocaleString('en')} orders behind it` : ''
  return {
    name: `hourglass${past}${sessions > 0 ? `, through PgBouncer's ${sessions} sessions` : ''}`,
    client: server.client,
    hello: '/livez',
    items: { first: sale.first_item_id, count: items },
    limit: LIMIT,
    watched: pids,
    memory: () => Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => peakOf(name, pid))),
    databaseUrl: stores.databaseUrl,
    ours: true,
    origin: server.origin,
    async close() {
      await fleet.stop()
      await pooler?.stop()
      await stores.stop()
    },
  }
}

async function openPooler(databaseUrl: string, sessions: number) {
  const pool = createPool(databaseUrl, { max: 1, name: 'hourglass-bench' })
  for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
    await pool.query(`ALTER ROLE CURRENT_USER SET ${name} = ${STATEMENT_TIMEOUT_MS}`)
  await pool.end()
  const { url, pid, stop } = await startTestPgBouncer(databaseUrl, sessions)
  return { pid, stop, env: { DATABASE_URL: url, DATABASE_POOLER: 'transaction', DATABASE_DIRECT_URL: databaseUrl } }
}

/** A server that is already running, as the command line describes it. */
export interface OtherOptions {
  target: string
  database: string | undefined
  hello: string
  items: { first: number; count: number }
  limit: number
  pids: Record<string, number>
}

export function openOther({ target, database, hello, items, limit, pids }: OtherOptions): Target {
  const client = createClient(target, CONNECTIONS_MAX)
  return {
    name: new URL(target).host,
    client,
    hello,
    items,
    limit,
    watched: pids,
    memory: () => Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => peakOf(name, pid))),
    databaseUrl: database,
    ours: false,
    origin: target,
    close: () => client.close(),
  }
}

function peakOf(name: string, pid: number): [string, number][] {
  const memory = memoryOf(pid)
  return memory ? [[name, memory.peakMb]] : []
}
