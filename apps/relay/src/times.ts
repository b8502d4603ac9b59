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
  /** Pause between polls for due mail. */
  mailPollMs: number
  /** Timeout of an attempt to send a mail. Long enough for a server that scans the content: after a timeout the mail is sent again. */
  mailMs: number
  /** Time that attempts in flight have when the relay stops. */
  mailStopMs: number
  /** Delay before each retry of a mail, in order; the last one repeats. The first suit a sign-in code, which expires soon. */
  mailRetriesMs: readonly number[]
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
  mailPollMs: 200,
  mailMs: 30 * S,
  mailStopMs: 5 * S,
  mailRetriesMs: [5 * S, 15 * S, M, 2 * M, 5 * M, 15 * M, 30 * M],
}

/** Time to store a result. A job or mail is free for other relays after its attempt and this, when its relay has certainly crashed. */
const COMMIT_MS = 2 * S

export const jobExpiryS = ({ waitMs, requestMs }: Times): number => Math.ceil((waitMs + requestMs + COMMIT_MS) / S)

export const mailLeaseMs = ({ mailMs }: Times): number => mailMs + COMMIT_MS
