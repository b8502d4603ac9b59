import { createDatabase, type Database } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import type { SaleRow } from '../../ledger/index.ts'
import type { Log } from './log.ts'

/** The last hold and the last undecided order of a sale end within this time after the sale, for any reasonable HOLD_TTL. */
export const HISTORY_AFTER_MS = 30 * 60_000
/** Maximum age of a replica check that a read relies on. */
export const REPLICA_CHECK_MS = 5_000
/** Default maximum replication lag. */
export const HISTORY_BEHIND_MS_MAX = 10_000
/** Same size as the read pool of the primary. */
const REPLICA_POOL_SIZE = 4

/** Result of a replica check. */
export interface ReplicaCheck {
  /** Whether reads of history use the replica. */
  used: boolean
  /** Upper bound of the replication lag; null: unknown. */
  behindMs: number | null
  /** Why the replica is not used. */
  why: string | null
}

/**
 * Routes reads of sales that ended long ago to a replica. Writes never depend on such a read, and a shopper's own recent changes are
 * always read from the primary.
 */
export interface History {
  /** Runs a read: on the replica if the sale ended long ago, else on the primary. A failed read on the replica is repeated on the primary. */
  read<T>(sale: SaleRow | null, read: (db: Database) => Promise<T>): Promise<T>
  /** Checks the replica, or returns the last check if it is recent enough; undefined without a replica. Does not throw. */
  check(ageMsMax?: number): Promise<ReplicaCheck | undefined>
  /** The result of the last check. */
  readonly last: ReplicaCheck | undefined
  readonly pool: Database['$client'] | undefined
  close(): Promise<void>
}

export interface HistoryOptions {
  primary: Database
  /** Without it, all reads use the primary. */
  replicaUrl?: string | undefined
  /** Maximum replication lag. */
  behindMsMax?: number | undefined
  clock: () => Date
  log: Log
}

/** Whether the sale can no longer change, including its holds and undecided orders. */
export function isHistory(sale: Pick<SaleRow, 'soldOutAt' | 'closedAt' | 'endsAt'>, now: Date): boolean {
  const ends = [sale.soldOutAt, sale.closedAt, sale.endsAt].flatMap((at) => (at ? [at.getTime()] : []))
  return ends.length > 0 && Math.min(...ends) < now.getTime() - HISTORY_AFTER_MS
}

export function createHistory(options: HistoryOptions): History {
  const { primary, replicaUrl, clock, log, behindMsMax = HISTORY_BEHIND_MS_MAX } = options
  if (replicaUrl === undefined) {
    const nothing = { last: undefined, pool: undefined, check: async () => undefined, close: async () => {} }
    return { ...nothing, read: (_sale, read) => read(primary) }
  }
  const replica = createDatabase(replicaUrl, { max: REPLICA_POOL_SIZE, name: 'hourglass-history' })
  let last: ReplicaCheck | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  let checking: Promise<ReplicaCheck> | undefined

  function found(check: ReplicaCheck): ReplicaCheck {
    if (check.used !== last?.used) {
      const event = check.used ? 'history.replica' : 'history.primary'
      const write = check.used ? log.info : log.warn
      write.call(log, { event, ...check }, `history is read from the ${check.used ? 'replica' : 'primary'}`)
    }
    last = check
    checkedAt = performance.now()
    return check
  }
  const lost = (error: unknown) => found({ used: false, behindMs: null, why: reasonOf(error) })

  function check(ageMsMax = REPLICA_CHECK_MS): Promise<ReplicaCheck> {
    if (last && performance.now() - checkedAt < ageMsMax) return Promise.resolve(last)
    checking ??= compareWithPrimary(primary, replica, behindMsMax)
      .then(found, lost)
      .finally(() => {
        checking = undefined
      })
    return checking
  }

  return {
    check,
    get last() {
      return last
    },
    pool: replica.$client,
    async read(sale, read) {
      if (!sale || !isHistory(sale, clock()) || !(await check()).used) return read(primary)
      try {
        return await read(replica)
      } catch (error) {
        // The replica is down or canceled the query in favor of replication. If the query itself is at fault, the primary fails too.
        lost(error)
        return read(primary)
      }
    },
    close: () => replica.$client.end(),
  }
}

/**
 * Measures the replication lag with the primary's clock and WAL only. The replica counts as current if it has replayed the WAL that
 * the primary had flushed before the check; else its lag is the age of the last replayed commit.
 */
async function compareWithPrimary(primary: Database, replica: Database, behindMsMax: number): Promise<ReplicaCheck> {
  const {
    rows: [there],
  } = await primary.execute<{ lsn: string; now_ms: number }>(sql`
    SELECT pg_current_wal_flush_lsn()::text AS lsn, extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms`)
  const {
    rows: [here],
  } = await replica.execute<{ replica: boolean; level: boolean | null; replayed_ms: number | null }>(sql`
    SELECT pg_is_in_recovery() AS replica, pg_last_wal_replay_lsn() >= ${there?.lsn}::pg_lsn AS level,
      extract(epoch FROM pg_last_xact_replay_timestamp())::float8 * 1000 AS replayed_ms`)
  if (!here?.replica) return { used: false, behindMs: null, why: 'not a replica' }
  if (here.level) return { used: true, behindMs: 0, why: null }
  const behindMs = here.replayed_ms === null || !there ? null : Math.max(0, Math.round(there.now_ms - here.replayed_ms))
  if (behindMs !== null && behindMs <= behindMsMax) return { used: true, behindMs, why: null }
  return { used: false, behindMs, why: 'replication lag too high' }
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
