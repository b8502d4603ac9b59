import { DrizzleQueryError } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import * as schema from './schema.ts'

/** Server-side timeout of a statement. */
export const STATEMENT_TIMEOUT_MS = 2_000
/** Client-side timeout of a statement. After it the connection is considered lost. */
export const QUERY_TIMEOUT_MS = 2_500
/** Timeout for opening a connection or getting one from the pool. */
export const CONNECT_TIMEOUT_MS = 1_000

/**
 * Planner settings that leave only nested loops with index lookups. The costs make it choose the index that reads fewer rows, even
 * while the table is small.
 */
const INDEXED = [
  ...['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material'].map((way) => `enable_${way}=off`),
  ...['cpu_tuple_cost', 'cpu_index_tuple_cost'].map((cost) => `${cost}=1`),
]

/**
 * Connection poolers. `none`: a connection is a session. `transaction`: transaction pooling without prepared statements (PgBouncer
 * before 1.21). `transaction-prepared`: transaction pooling with prepared statements.
 */
export const POOLERS = ['none', 'transaction', 'transaction-prepared'] as const
export type Pooler = (typeof POOLERS)[number]

export interface ClientOptions {
  /** Maximum number of connections. */
  max?: number
  /** Application name, shown in pg_stat_activity. */
  name?: string
  /** Pipelines the statements of a transaction: one round trip instead of four. */
  pipeline?: boolean
  /**
   * Forces index lookups. Otherwise statements that were planned while their tables were empty keep those plans until the tables are
   * analyzed, which may be a minute into a sale.
   */
  indexed?: boolean
  /** Overrides STATEMENT_TIMEOUT_MS for long work off the hot path (migrations, audits). */
  statementTimeoutMs?: number
  /** Default `none`. */
  pooler?: Pooler
}

/** A connection pool and how to run transactions on it. */
export type Pool = pg.Pool & {
  /**
   * Behind a pooler: SQL that begins a transaction and applies the settings, because sessions are shared. null without a pooler.
   */
  readonly opening: string | null
  /** Whether named prepared statements are supported. */
  readonly prepares: boolean
}

/**
 * Creates a connection pool. Connections open on first use, or all at once with {@link openAll}, and stay open: a drop that opens
 * after a quiet minute must not wait for new ones. `synchronous_commit` is set explicitly, because an acknowledged commit must
 * be on disk. Generic plans avoid planning the ledger's fixed statements again, and none runs long enough for JIT to pay off. Behind a
 * pooler session settings do not persist, so `opening` applies them in each transaction.
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
    idleTimeoutMillis: 0,
    query_timeout: statementTimeoutMs + (QUERY_TIMEOUT_MS - STATEMENT_TIMEOUT_MS),
    keepAlive: true,
    pipeline: options.pipeline ?? false,
    ...(direct && { ...timeouts, options: settings.map((setting) => `-c ${setting}`).join(' ') }),
  })
  // The next query replaces a lost connection. If the connection is idle, nothing is lost; if it is in use, its query fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const local = [...Object.entries(timeouts).map(([name, ms]) => `${name}=${ms}`), ...settings]
  const opening = direct ? null : ['BEGIN', ...local.map((setting) => `SET LOCAL ${setting}`)].join('; ')
  return Object.assign(pool, { opening, prepares: pooler !== 'transaction' })
}

/** Opens every connection of a pool. @throws when one cannot be opened within CONNECT_TIMEOUT_MS */
export async function openAll(pool: pg.Pool): Promise<void> {
  const opened = await Promise.allSettled(Array.from({ length: pool.options.max }, () => pool.connect()))
  for (const each of opened) if (each.status === 'fulfilled') each.value.release()
  const failed = opened.find((each) => each.status === 'rejected')
  if (failed) throw failed.reason
}

export type Database = ReturnType<typeof createDatabase>

/** Drizzle over a pool; the pool itself is `db.$client`. */
export function createDatabase(databaseUrl: string, options: ClientOptions = {}) {
  const pool = createPool(databaseUrl, options)
  const db = drizzle(pool, { schema })
  return Object.assign(db, { transaction: transactionsOf(pool) })
}

type Transact = ReturnType<typeof drizzle<typeof schema, pg.Pool>>['transaction']

/** An open transaction. */
export type Transaction = Parameters<Parameters<Transact>[0]>[0]

/**
 * Transactions that always release their connection. drizzle-orm leaks it if BEGIN fails, for example on a silent connection, until the
 * pool is exhausted. A connection that may be lost is discarded.
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

/** Whether a query failed without an error from PostgreSQL. Errors thrown by `work` itself say nothing about the connection. */
const mayBeLost = (error: unknown): boolean =>
  error instanceof DrizzleQueryError && !(error.cause instanceof pg.DatabaseError)

/** Whether a statement failed in PostgreSQL or on the connection. `cause` has the reason. */
export const isFailedQuery = (error: unknown): error is DrizzleQueryError => error instanceof DrizzleQueryError
