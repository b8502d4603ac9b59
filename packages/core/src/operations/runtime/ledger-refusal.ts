import { type Refused, refuse } from '../../contract/index.ts'
import { Busy, isLedgerAway } from '../../ledger/index.ts'

/** Maps a ledger outage to a refusal. Other errors are rethrown. */
export function ledgerRefusal(error: unknown): Refused {
  if (error instanceof Busy) return refuse('busy')
  if (isLedgerAway(error)) return refuse('unavailable')
  throw error
}
