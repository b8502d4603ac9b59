export type { Attempt } from './attempts.ts'
export { Busy, createBatcher } from './batcher.ts'
export { CART_TTL_MS, type CartOwner, type StoredCart, type StoredCartLine } from './carts.ts'
export { isLedgerAway, LedgerUnavailable, ReplyLost } from './failures.ts'
export type { EndRow, EndVerdict } from './held.ts'
export { IDEMPOTENCY_KEPT_MS, type KeyClaim } from './keys.ts'
export { type ClaimedOrder, createLedger, type Ledger } from './ledger.ts'
export type { JoinRefusal, PassUse, StoredPlace, StoredQueue } from './queues.ts'
export type { StoredHold, StoredItem, StoredOrder, StoredRefund } from './reads.ts'
export {
  createSaleDirectory,
  ENDED_SALES_MAX,
  type ItemLabel,
  type Sale,
  type SaleDirectory,
  type SaleRow,
} from './sale-directory.ts'
export type { LineVerdict, TakeRefusal, TakeRow, TakeVerdict } from './takes.ts'
export { LEDGER_DEADLINE_MS } from './transaction.ts'
export type { BatchFailure, BatchName, LedgerWatch } from './watch.ts'
