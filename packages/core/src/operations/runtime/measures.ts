import type { GateWatch } from '../../gate/index.ts'
import type { LedgerWatch } from '../../ledger/index.ts'

/** Metrics hooks of the sales path. Implementations must only count and return: most calls are on the hot path. */
export interface Measures extends GateWatch, LedgerWatch {
  /** The gate of a sale was rebuilt from the ledger in `ms` milliseconds. `why` is one of a few fixed reasons. */
  gateRebuilt(why: string, ms: number): void
  /** Two consecutive comparisons found the same differences between gate and ledger. */
  differencesFound(differences: number): void
  /** Takes with an expired lease were settled; `voided` of them were void. */
  swept(takes: number, voided: number): void
  /** Holds reached their deadline and were expired. */
  expired(holds: number): void
  /** A provider reported another amount or currency than the order's. */
  mispaid(): void
  /** A payment was found to be paid: after an event of the provider, or by a routine check because none had arrived. */
  paid(foundBy: 'event' | 'check'): void
  /** A payment provider was called. `outcome`: `ok`, the kind of failure, or `skipped` while its circuit is open. */
  providerCalled(call: string, outcome: string, ms: number): void
}

const nothing = () => {}

/** Counts nothing. */
export const unmeasured: Measures = {
  gateAnswered: nothing,
  gateFailed: nothing,
  gateDecided: nothing,
  ledgerCommitted: nothing,
  ledgerFailed: nothing,
  ledgerFull: nothing,
  ledgerDecided: nothing,
  gateRebuilt: nothing,
  differencesFound: nothing,
  swept: nothing,
  expired: nothing,
  mispaid: nothing,
  paid: nothing,
  providerCalled: nothing,
}
