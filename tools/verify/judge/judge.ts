import { judgeAcknowledged } from './acknowledged.ts'
import { judgeAnswers, judgeCarts, judgeKeys } from './answers.ts'
import { judgeAsked } from './asked.ts'
import { judgeAttempts } from './attempts.ts'
import { judgeEnds, judgeEvents } from './ends.ts'
import { type Evidence, type Finding, indexEvidence } from './evidence.ts'
import { judgeGate } from './gate.ts'
import { judgeUnits } from './units.ts'

/** Compares all requests and responses with the ledger and the gate. Each finding covers one guarantee. */
export function judge(evidence: Evidence): Finding[] {
  const { calls, sales } = evidence
  const ledgers = sales.map((sale) => sale.ledger)
  const found = indexEvidence(evidence)
  return [
    ...judgeUnits(ledgers),
    ...judgeEnds(found, evidence),
    ...judgeAcknowledged(found),
    ...judgeAsked(found),
    judgeKeys(calls),
    judgeEvents(found, ledgers),
    ...judgeAttempts(evidence),
    judgeGate(sales),
    ...judgeCarts(found),
    ...judgeAnswers(found, sales),
  ]
}
