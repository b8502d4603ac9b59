import type { LimitRule } from '@hourglass/core/operations'

/** Largest request body, in bytes: ten ids and a user id fit many times over. */
export const BODY_BYTES_MAX = 16 * 1_024
/** Largest body of a request that lists a sale's items, in bytes: 100,000 of them. */
export const SALE_BODY_BYTES_MAX = 48 * 1_024 * 1_024
/** Largest request head, in bytes. */
export const HEADER_BYTES_MAX = 8 * 1_024
/** Longest part of a path: the names of ten tRPC calls. */
export const PATH_PARAM_CHARS_MAX = 1_000
/** Longest that a client may take for its headers, and for its whole request. */
export const HEADERS_TIMEOUT_MS = 5_000
export const REQUEST_TIMEOUT_MS = 10_000
/** How often slow requests are looked for. */
export const CONNECTIONS_CHECK_MS = 1_000
/** An idle connection stays open this long: longer than the proxies that keep it (60 s). */
export const KEEP_ALIVE_MS = 72_000
/** Connections of one server, live readers among them. */
export const CONNECTIONS_MAX = 10_000
/** Live readers of one server. */
export const READERS_MAX = 5_000
/** Requests that buy and are under way at once; the next is told that we are busy. */
export const BUYING_REQUESTS_MAX = 8_000
/** While draining, a connection that has sent nothing for this long is closed. */
export const DRAIN_IDLE_MS = 1_500
/** Longest drain: whatever is under way then is cut. Longer than any request may last. */
export const DRAIN_MS = 8_000

/** Keys of one address that the ledger is asked about: sixty partners behind it are served, and guessing is slow. */
export const KEY_READS: LimitRule = { requests: 200, windowMs: 10_000 }

/** Limits as configured; null: none. */
export interface RateLimits {
  /** Of one key. */
  key: LimitRule | null
  /** Of one shopper's session. */
  session: LimitRule | null
  /** Of one address without a key. */
  address: LimitRule | null
  /** Orders of one buyer from one address. */
  orders: LimitRule | null
  /** Pictures of items, of one address. */
  pictures: LimitRule | null
  /** New guests of one address. */
  guests: LimitRule | null
}
