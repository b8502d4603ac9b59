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
  .map((setting) => ` -c ${setting}`)
  .join('')

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
}

/**
 * A pool of connections. Nothing is opened before the first query. `synchronous_commit` is asked for by name,
 * because a reply that says yes must mean that the commit is on disk; the fixed statements of the ledger are
 * planned once.
 */
export function createPool(databaseUrl: string, options: ClientOptions = {}): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? 8,
    application_name: options.name ?? 'hourglass',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + (QUERY_TIMEOUT_MS - STATEMENT_TIMEOUT_MS),
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    pipeline: options.pipeline ?? false,
    options: `-c synchronous_commit=on -c plan_cache_mode=force_generic_plan${options.indexed ? INDEXED : ''}`,
  })
  // A connection that dies is replaced by the next query. While idle nothing is lost with it; in use, its query fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

export type Database = ReturnType<typeof createDatabase>

/** Drizzle over a pool; the pool itself is `db.$client`. */
export function createDatabase(databaseUrl: string, options: ClientOptions = {}) {
  const pool = createPool(databaseUrl, options)
  const db = drizzle(pool, { schema })
  return Object.assign(db, { transaction: transactionsOf(pool) })
}

type Transaction = ReturnType<typeof drizzle<typeof schema, pg.Pool>>['transaction']

/**
 * Transactions that give their connection back whatever happens. drizzle-orm keeps it when BEGIN itself fails, as it does on a line
 * that has gone silent: a few of these, and the pool is empty for good. A connection that may be lost is not used again.
 */
const transactionsOf =
  (pool: pg.Pool): Transaction =>
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
