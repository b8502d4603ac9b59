import { createDatabase, type Database } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import type { SaleRow } from '../../ledger/index.ts'
import type { Log } from './log.ts'

/** A sale's last hold and last undecided order are over within this after its end, whatever HOLD_TTL is set to within reason. */
export const HISTORY_AFTER_MS = 30 * 60_000
/** How old a look at the replica may be that a read relies on. */
export const HISTORY_LOOK_MS = 5_000
/** Longest that the replica may be behind, unless it is set. */
export const HISTORY_BEHIND_MS_MAX = 10_000
/** As many as the reads of the primary have. */
const REPLICA_POOL_SIZE = 4

/** What a look at the replica has found. */
export interface ReplicaLook {
  /** Whether history is read from it. */
  used: boolean
  /** How old what it shows is at most; null: nobody knows. */
  behindMs: number | null
  /** Why it is not used. */
  why: string | null
}

/**
 * Where sales that are over are read. Never anything that a write depends on, and nothing of what a shopper has just done: both
 * are the primary's alone.
 */
export interface History {
  /** Runs a read of a sale, on the replica if it is long over, else on the primary; there too if the replica fails it. */
  read<T>(sale: SaleRow | null, read: (db: Database) => Promise<T>): Promise<T>
  /** Looks at the replica, unless the last look is no older than so many ms; undefined: there is none. Does not throw. */
  look(ageMsMax?: number): Promise<ReplicaLook | undefined>
  /** What the last look has found. */
  readonly last: ReplicaLook | undefined
  readonly pool: Database['$client'] | undefined
  close(): Promise<void>
}

export interface HistoryOptions {
  primary: Database
  /** Left out, the primary is read. */
  replicaUrl?: string | undefined
  /** Longest that the replica may be behind. */
  behindMsMax?: number | undefined
  clock: () => Date
  log: Log
}

/** Whether nothing of a sale changes any more, holds and undecided orders included. */
export function isHistory(sale: Pick<SaleRow, 'soldOutAt' | 'closedAt' | 'endsAt'>, now: Date): boolean {
  const ends = [sale.soldOutAt, sale.closedAt, sale.endsAt].flatMap((at) => (at ? [at.getTime()] : []))
  return ends.length > 0 && Math.min(...ends) < now.getTime() - HISTORY_AFTER_MS
}

export function createHistory(options: HistoryOptions): History {
  const { primary, replicaUrl, clock, log, behindMsMax = HISTORY_BEHIND_MS_MAX } = options
  if (replicaUrl === undefined) {
    const nothing = { last: undefined, pool: undefined, look: async () => undefined, close: async () => {} }
    return { ...nothing, read: (_sale, read) => read(primary) }
  }
  const replica = createDatabase(replicaUrl, { max: REPLICA_POOL_SIZE, name: 'hourglass-history' })
  let last: ReplicaLook | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<ReplicaLook> | undefined

  function found(look: ReplicaLook): ReplicaLook {
    if (look.used !== last?.used) {
      const event = look.used ? 'history.replica' : 'history.primary'
      const tell = look.used ? log.info : log.warn
      tell.call(log, { event, ...look }, `history is read from the ${look.used ? 'replica' : 'primary'}`)
    }
    last = look
    lookedAt = performance.now()
    return look
  }
  const lost = (error: unknown) => found({ used: false, behindMs: null, why: reasonOf(error) })

  function look(ageMsMax = HISTORY_LOOK_MS): Promise<ReplicaLook> {
    if (last && performance.now() - lookedAt < ageMsMax) return Promise.resolve(last)
    looking ??= askBoth(primary, replica, behindMsMax)
      .then(found, lost)
      .finally(() => {
        looking = undefined
      })
    return looking
  }

  return {
    look,
    get last() {
      return last
    },
    pool: replica.$client,
    async read(sale, read) {
      if (!sale || !isHistory(sale, clock()) || !(await look()).used) return read(primary)
      try {
        return await read(replica)
      } catch (error) {
        // Away, or it had to choose between us and its primary's stream; what is wrong with the read itself the primary says too.
        lost(error)
        return read(primary)
      }
    },
    close: () => replica.$client.end(),
  }
}

/**
 * How far the replica is behind, by the primary's clock and log alone: it has replayed what the primary had on disk before it was
 * asked, or all commits up to a time.
 */
async function askBoth(primary: Database, replica: Database, behindMsMax: number): Promise<ReplicaLook> {
  const {
    rows: [there],
  } = await primary.execute<{ lsn: string; now_ms: number }>(sql`
    SELECT pg_current_wal_flush_lsn()::text AS lsn, extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms`)
  const {
    rows: [here],
  } = await replica.execute<{ replica: boolean; level: boolean | null; replayed_ms: number | null }>(sql`
    SELECT pg_is_in_recovery() AS replica, pg_last_wal_replay_lsn() >= ${there?.lsn}::pg_lsn AS level,
      extract(epoch FROM pg_last_xact_replay_timestamp())::float8 * 1000 AS replayed_ms`)
  if (!here?.replica) return { used: false, behindMs: null, why: 'it is no replica' }
  if (here.level) return { used: true, behindMs: 0, why: null }
  const behindMs = here.replayed_ms === null || !there ? null : Math.max(0, Math.round(there.now_ms - here.replayed_ms))
  if (behindMs !== null && behindMs <= behindMsMax) return { used: true, behindMs, why: null }
  return { used: false, behindMs, why: 'it is too far behind' }
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
