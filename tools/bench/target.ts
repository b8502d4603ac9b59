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

/** A server to measure: Hourglass or another one with the same checkout and purchase API. */
export interface Target {
  name: string
  client: Client
  /** A path that does nothing, as the upper bound. */
  hello: string
  /** Ids of items for sale, one unit each. */
  items: { first: number; count: number }
  /** Limit per buyer. */
  limit: number
  watched: Watched
  /** Peak resident memory of each process, in MB. */
  memory(): Record<string, number>
  /** Database in which stored rows are counted, if any. */
  databaseUrl: string | undefined
  /** Whether it also has merchant sales and a live feed. */
  ours: boolean
  origin: string
  close(): Promise<void>
}

/** Enough for all rounds. */
const ITEMS = 100_000
const LIMIT = 10
/** Maximum connections. The open loop may need more than the closed loop. */
export const CONNECTIONS_MAX = 512

export interface OwnOptions {
  /** Items of its hourly sale. */
  items?: number
  /** Number of past orders. */
  history?: number
  /** Pool size of the PgBouncer in front of its PostgreSQL; 0 for a direct connection. */
  sessions?: number
}

/** Starts one server of this checkout on its own stores with fsync on. */
export async function openOwn({ items = ITEMS, history = 0, sessions = 0 }: OwnOptions = {}): Promise<Target> {
  const stores = await openStores({})
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
  const past = history > 0 ? `, ${history.toLocaleString('en')} past orders` : ''
  return {
    name: `hourglass${past}${sessions > 0 ? `, PgBouncer with ${sessions} sessions` : ''}`,
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

/** A running server, as described on the command line. */
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
