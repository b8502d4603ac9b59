import type { GateWatch } from '../../gate/index.ts'
import type { LedgerWatch } from '../../ledger/index.ts'

/** Is told what is worth counting, by whoever sells. It counts and returns: much of it is on the hot path. */
export interface Measures extends GateWatch, LedgerWatch {
  /** The gate of a sale was built from the ledger, in so many milliseconds; why, out of a few sentences. */
  gateRebuilt(why: string, ms: number): void
  /** Gate and ledger told of so many things differently, twice running. */
  disagreed(differences: number): void
  /** Takes whose lease ran out were settled; so many of them were void. */
  swept(takes: number, voided: number): void
  /** Holds have ended by themselves. */
  expired(holds: number): void
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
  disagreed: nothing,
  swept: nothing,
  expired: nothing,
}
