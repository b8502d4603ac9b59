import type { BatchWatch } from './batcher.ts'
import { isOutage, isPoison } from './failures.ts'

/** The ledger's shared commits, and its shared reads. */
export type BatchName =
  | ('attempts' | 'takes' | 'ends' | 'claims' | 'claim_ends')
  | ('orders' | 'holds' | 'active_holds' | 'checkouts' | 'items')

/** Why a batch did not come to its verdicts. A `row` that spoils its batch is looked for by halving: it counts at each halving. */
export type BatchFailure = 'outage' | 'row' | 'defect'

/** Is told how the ledger fares; called on the hot path, so it counts and returns. Times in milliseconds. */
export interface LedgerWatch {
  /** Whoever submits a row, as the watch wants to know it again. */
  waiter?: () => unknown
  ledgerCommitted(name: BatchName, batch: { rows: number; waitMs: number; ms: number; waiters: unknown[] }): void
  ledgerFailed(name: BatchName, why: BatchFailure, rows: number): void
  /** More rows waited than may. */
  ledgerFull(name: BatchName): void
  /** What has become of a take: `taken`, `refused`, `exists`, `stale`, … */
  ledgerDecided(kind: 'purchase' | 'order' | 'hold', verdict: string): void
}

export const watchBatches = (name: BatchName, watch: LedgerWatch): BatchWatch => ({
  waiter: watch.waiter,
  committed: (batch) => watch.ledgerCommitted(name, batch),
  failed: (error, rows) => watch.ledgerFailed(name, failureOf(error), rows),
  full: () => watch.ledgerFull(name),
})

function failureOf(error: unknown): BatchFailure {
  if (isOutage(error)) return 'outage'
  return isPoison(error) ? 'row' : 'defect'
}
