/** Everything that takes time, in one place, so that a test need not wait for it. */
export interface Times {
  /** Pause between two looks for new events, when there were none. */
  pollMs: number
  /** How long a reader owns its cursor without renewing; the longest that another waits to take over from a dead one. */
  leaseMs: number
  /** Pause between two looks for deliveries that have become due: a retry is late by as much. */
  dueMs: number
  /** Longest that a receiver may take for its answer. Standard Webhooks recommends 15 to 30 s. */
  requestMs: number
  /** Longest that a fetched delivery waits for its turn. One that waits longer is left for another fetch. */
  waitMs: number
  /** How often jobs of relays that died are given back, in whole seconds: pg-boss asks for no less. */
  superviseS: number
  /** Before each further attempt, the first retry first. */
  retriesMs: readonly number[]
  /** A webhook none of whose deliveries has succeeded for so long is disabled. */
  failingMs: number
  /** How often what is old is pruned and backlogs are measured. */
  tidyMs: number
}

const S = 1_000
const M = 60 * S
const H = 60 * M

export const times: Times = {
  pollMs: 100,
  leaseMs: 10 * S,
  dueMs: S,
  requestMs: 15 * S,
  waitMs: 5 * S,
  superviseS: 5,
  // Ten attempts within 76 hours, as Standard Webhooks recommends.
  retriesMs: [5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H],
  failingMs: 5 * 24 * H,
  tidyMs: 30 * S,
}

/** A job comes back when its relay is dead for certain: past its wait, its request, and a commit. */
const COMMIT_MS = 2 * S

export const jobExpiryS = ({ waitMs, requestMs }: Times): number => Math.ceil((waitMs + requestMs + COMMIT_MS) / S)
