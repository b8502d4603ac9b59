import { no, type Refused } from '../../contract/index.ts'
import { Busy, isLedgerAway } from '../../ledger/index.ts'

/** What an outage is to the caller. Defects are thrown on. */
export function ledgerRefusal(error: unknown): Refused {
  if (error instanceof Busy) return no('busy')
  if (isLedgerAway(error)) return no('unavailable')
  throw error
}
