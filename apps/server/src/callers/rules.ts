import type { LimitRule } from '@hourglass/core/operations'

/** Keys that are none, tried from one address, before the ledger is asked no more. */
export const KEY_GUESSES: LimitRule = { requests: 50, windowMs: 10_000 }

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
}
