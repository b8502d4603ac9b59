import type { BatchWatch } from './batcher.ts'
import { isOutage, isPoison } from './failures.ts'

/** The ledger's batches: group commits and batched reads. */
export type BatchName =
  | ('attempts' | 'takes' | 'ends' | 'claims' | 'claim_ends')
  | ('orders' | 'holds' | 'active_holds' | 'checkouts' | 'items')
  | ('joins' | 'places' | 'buyer_places' | 'pass_uses' | 'queues')

/** Why a batch failed. A poison `row` is found by halving the batch; each failed half counts once. */
export type BatchFailure = 'outage' | 'row' | 'defect'

/** Ledger metrics hooks. Called on the hot path, so implementations must only count and return. Times in milliseconds. */
export interface LedgerWatch {
  /** Context of the caller that submits a row; it is handed back to `ledgerCommitted`. */
  waiter?: () => unknown
  ledgerCommitted(name: BatchName, batch: { rows: number; waitMs: number; ms: number; waiters: unknown[] }): void
  ledgerFailed(name: BatchName, why: BatchFailure, rows: number): void
  /** A row was refused because the queue is full. */
  ledgerFull(name: BatchName): void
  /** The outcome of a take: `taken`, `refused`, `exists`, `stale`, … */
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
