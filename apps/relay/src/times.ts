/** All intervals and timeouts, in one place so that tests can shorten them. */
export interface Times {
  /** Pause between polls for new events when there were none. */
  pollMs: number
  /** Lease of a cursor: the longest time until another relay takes over from a crashed one. */
  leaseMs: number
  /** Pause between polls for due deliveries: a retry may be this late. */
  dueMs: number
  /** Request timeout of a delivery. Standard Webhooks recommends 15 to 30 s. */
  requestMs: number
  /** Longest time that a fetched delivery may wait to be sent. After it, the job is left to expire and be fetched again. */
  waitMs: number
  /** How often jobs of crashed relays are released, in whole seconds as pg-boss requires. */
  superviseS: number
  /** Delay before each retry, in order. */
  retriesMs: readonly number[]
  /** A webhook without a successful delivery for this long is disabled. */
  failingMs: number
  /** How often old rows are pruned and backlogs are checked. */
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

/** Time to store a result. A job expires after its wait, its request and this, when its relay has certainly crashed. */
const COMMIT_MS = 2 * S

export const jobExpiryS = ({ waitMs, requestMs }: Times): number => Math.ceil((waitMs + requestMs + COMMIT_MS) / S)
