import { DrizzleQueryError } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import * as schema from './schema.ts'

/** Longest that PostgreSQL works on one statement before it gives up by itself. */
export const STATEMENT_TIMEOUT_MS = 2_000
/** Longest that a client waits for an answer before it takes the connection for dead. */
export const QUERY_TIMEOUT_MS = 2_500
/** Longest that opening a connection, or waiting for one from the pool, may take. */
export const CONNECT_TIMEOUT_MS = 1_000

/**
 * From a short list to rows by key, and nothing else; of two indexes the one that reads fewer rows, however shallow the other is
 * while the table is small.
 */
const INDEXED = [
  ...['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material'].map((way) => `enable_${way}=off`),
  ...['cpu_tuple_cost', 'cpu_index_tuple_cost'].map((cost) => `${cost}=1`),
]

/**
 * What stands between a client and PostgreSQL. `none`: a connection is a session. `transaction`: a pooler lends a session for each
 * transaction and knows no prepared statements (PgBouncer before 1.21). `transaction-prepared`: it does know them.
 */
export const POOLERS = ['none', 'transaction', 'transaction-prepared'] as const
export type Pooler = (typeof POOLERS)[number]

export interface ClientOptions {
  /** Connections at most. */
  max?: number
  /** Shown in pg_stat_activity. */
  name?: string
  /** Sends the statements of a transaction without waiting for each answer: one round trip instead of four. */
  pipeline?: boolean
  /**
   * Never reads a whole table where an index serves. Statements that are planned while their tables are empty would otherwise
   * keep plans for empty tables until they are analyzed, which may be a minute into a sale.
   */
  indexed?: boolean
  /** For long work off the hot path (migrations, audits), in place of STATEMENT_TIMEOUT_MS. */
  statementTimeoutMs?: number
  /** `none` when it is left out. */
  pooler?: Pooler
}

/** A pool of connections, which says how a transaction is to be sent through it. */
export type Pool = pg.Pool & {
  /** Behind a pooler: begins a transaction with our settings, since the session is not ours. null: the session has them. */
  readonly opening: string | null
  /** Whether a statement may be prepared under a name. */
  readonly prepares: boolean
}

/**
 * A pool of connections. Nothing is opened before the first query. `synchronous_commit` is asked for by name,
 * because a reply that says yes must mean that the commit is on disk; the fixed statements of the ledger are
 * planned once, and none runs for so long that compiling it would pay. Behind a pooler a session keeps nothing that it is asked for: `opening` brings it along.
 */
export function createPool(databaseUrl: string, options: ClientOptions = {}): Pool {
  const { pooler = 'none', statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options
  const timeouts = { statement_timeout: statementTimeoutMs, idle_in_transaction_session_timeout: statementTimeoutMs }
  const settings = [
    'synchronous_commit=on',
    'plan_cache_mode=force_generic_plan',
    'jit=off',
    ...(options.indexed ? INDEXED : []),
  ]
  const direct = pooler === 'none'
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? 8,
    application_name: options.name ?? 'hourglass',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: statementTimeoutMs + (QUERY_TIMEOUT_MS - STATEMENT_TIMEOUT_MS),
    keepAlive: true,
    pipeline: options.pipeline ?? false,
    ...(direct && { ...timeouts, options: settings.map((setting) => `-c ${setting}`).join(' ') }),
  })
  // A connection that dies is replaced by the next query. While idle nothing is lost with it; in use, its query fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const local = [...Object.entries(timeouts).map(([name, ms]) => `${name}=${ms}`), ...settings]
  const opening = direct ? null : ['BEGIN', ...local.map((setting) => `SET LOCAL ${setting}`)].join('; ')
  return Object.assign(pool, { opening, prepares: pooler !== 'transaction' })
}

export type Database = ReturnType<typeof createDatabase>

/** Drizzle over a pool; the pool itself is `db.$client`. */
export function createDatabase(databaseUrl: string, options: ClientOptions = {}) {
  const pool = createPool(databaseUrl, options)
  const db = drizzle(pool, { schema })
  return Object.assign(db, { transaction: transactionsOf(pool) })
}

type Transact = ReturnType<typeof drizzle<typeof schema, pg.Pool>>['transaction']

/** A transaction under way. */
export type Transaction = Parameters<Parameters<Transact>[0]>[0]

/**
 * Transactions that give their connection back whatever happens. drizzle-orm keeps it when BEGIN itself fails, as it does on a line
 * that has gone silent: a few of these, and the pool is empty for good. A connection that may be lost is not used again.
 */
const transactionsOf =
  (pool: pg.Pool): Transact =>
  async (work, config) => {
    const client = await pool.connect()
    try {
      const result = await drizzle(client, { schema }).transaction(work as never, config)
      client.release()
      return result as never
    } catch (error) {
      client.release(mayBeLost(error))
      throw error
    }
  }

/** Whether a query has failed without PostgreSQL saying so. What `work` throws by itself says nothing about the line. */
const mayBeLost = (error: unknown): boolean =>
  error instanceof DrizzleQueryError && !(error.cause instanceof pg.DatabaseError)

/** Whether PostgreSQL, or the line to it, failed a statement; `cause` says how. */
export const isFailedQuery = (error: unknown): error is DrizzleQueryError => error instanceof DrizzleQueryError
