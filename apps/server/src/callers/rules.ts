import type { LimitRule } from '@hourglass/core/operations'

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
