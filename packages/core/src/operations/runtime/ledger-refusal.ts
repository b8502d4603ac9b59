import { type Refused, refuse } from '../../contract/index.ts'
import { Busy, isLedgerAway } from '../../ledger/index.ts'

/** What an outage is to the caller. Defects are thrown on. */
export function ledgerRefusal(error: unknown): Refused {
  if (error instanceof Busy) return refuse('busy')
  if (isLedgerAway(error)) return refuse('unavailable')
  throw error
}
