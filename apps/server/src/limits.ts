import type { LimitRule } from '@hourglass/core/operations'

/** Largest request body, in bytes: many times the size of ten ids and a user id. */
export const BODY_BYTES_MAX = 16 * 1_024
/** Largest request body with a sale's items, in bytes: enough for 100,000 items. */
export const SALE_BODY_BYTES_MAX = 48 * 1_024 * 1_024
/** Largest event of a payment provider, in bytes: an event has the whole object that it is about. */
export const PAYMENT_EVENT_BYTES_MAX = 256 * 1_024
/** Largest request line and headers together, in bytes. */
export const HEADER_BYTES_MAX = 8 * 1_024
/** Longest path parameter, in characters: the names of ten tRPC procedures. */
export const PATH_PARAM_CHARS_MAX = 1_000
/** Deadlines for receiving the headers and the whole request. */
export const HEADERS_TIMEOUT_MS = 5_000
export const REQUEST_TIMEOUT_MS = 10_000
/** How often Node checks connections against these deadlines. */
export const CONNECTIONS_CHECK_MS = 1_000
/** Keep-alive timeout: longer than that of the proxies in front (60 s). */
export const KEEP_ALIVE_MS = 72_000
/** Connections per server, including live readers. */
export const CONNECTIONS_MAX = 10_000
/** Live readers per server. */
export const READERS_MAX = 5_000
/** Buying requests in flight at once; beyond it the server sheds load with `busy`. */
export const BUYING_REQUESTS_MAX = 8_000
/** A draining server accepts connections until none has arrived for this long, and for DRAIN_QUIET_MAX_MS at most. */
export const DRAIN_QUIET_MS = 100
export const DRAIN_QUIET_MAX_MS = 1_000
/** While draining, connections that have been idle for this long are closed. */
export const DRAIN_IDLE_MS = 1_500
/** Deadline for the drain, after which open connections are cut. Longer than any request may take. */
export const DRAIN_MS = 8_000

/** Lookups of unknown keys per address. Enough for sixty partners behind one address; too slow for guessing. */
export const KEY_READS: LimitRule = { requests: 200, windowMs: 10_000 }

/**
 * Requests per test key. Test keys have none of the configured limits, so that they cannot use up those of a live key; this one only
 * keeps a runaway test from slowing the shop down.
 */
export const TEST_KEY_REQUESTS: LimitRule = { requests: 500, windowMs: 10_000 }
/** Resets of the sandbox per partner. A reset creates eleven sales, and sales are never deleted. */
export const SANDBOX_RESETS: LimitRule = { requests: 20, windowMs: 600_000 }
/** Open live streams of a partner's test keys at one server. */
export const TEST_READERS_MAX = 10

/** Codes asked for and entered per e-mail address. A code has three tries of its own. */
export const EMAIL_CODES: LimitRule = { requests: 20, windowMs: 600_000 }

/** Configured rate limits; null: no limit. */
export interface RateLimits {
  /** Per key. */
  key: LimitRule | null
  /** Per shopper session. */
  session: LimitRule | null
  /** Per address, for requests without a key. */
  address: LimitRule | null
  /** Orders per buyer and address. */
  orders: LimitRule | null
  /** Joins of waiting rooms per address. */
  joins: LimitRule | null
  /** Item pictures per address. */
  pictures: LimitRule | null
  /** New guest sessions per address. */
  guests: LimitRule | null
  /** Attempts to sign in per address: codes asked for, codes entered, passkeys, redirects to the issuer. */
  signIns: LimitRule | null
}
