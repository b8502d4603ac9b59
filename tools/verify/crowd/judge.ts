import { judgeGate } from '../sell-out/judge.ts'
import { type Evidence, openCase } from './evidence.ts'
import { every, type Finding } from './finding.ts'
import { judgeAcknowledged } from './judge-acknowledged.ts'
import { judgeAnswers } from './judge-answers.ts'
import { judgeAsked } from './judge-asked.ts'
import { judgeAttempts } from './judge-attempts.ts'
import { judgeCarts } from './judge-carts.ts'
import { judgeEnds } from './judge-ends.ts'
import { judgeEvents } from './judge-events.ts'
import { judgeKeys } from './judge-keys.ts'
import { judgeUnits } from './judge-units.ts'

/** Holds what the crowd sent and heard, the ledger and the gate against one another. Each finding is one promise. */
export function judgeMixed(evidence: Evidence): Finding[] {
  const { calls, sales } = evidence
  const ledgers = sales.map((sale) => sale.ledger)
  const found = openCase(evidence)
  return [
    ...judgeUnits(ledgers),
    ...judgeEnds(found, evidence),
    ...judgeAcknowledged(found),
    ...judgeAsked(found),
    judgeKeys(calls),
    judgeEvents(found, ledgers),
    ...judgeAttempts(evidence),
    every('gate and ledger agree', sales, ({ gate, ledger }) => {
      const { ok, finding, examples } = judgeGate(gate, ledger)
      return !ok && `sale ${ledger.id}: ${[finding, ...examples].join('; ')}`
    }),
    ...judgeCarts(found),
    ...judgeAnswers(found, sales),
  ]
}
