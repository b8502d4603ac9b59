import type { Call } from './calls.ts'
import { isAnswered } from './calls.ts'
import { told } from './evidence.ts'
import { every, type Finding } from './finding.ts'

/** What a key keeps: successes, and refusals that nothing changes any more. After any other another answer may follow. */
export const KEPT: ReadonlySet<string> = new Set([
  ...['ok', 'sold_out', 'sale_closed', 'code_used', 'code_expired'],
  ...['hold_confirmed', 'hold_canceled', 'hold_expired'],
])

/** All answers under one Idempotency-Key are the same but for what names this very answer. */
export function judgeKeys(calls: readonly Call[]): Finding {
  const kept = calls.filter((call) => call.key !== undefined && isAnswered(call) && KEPT.has(call.outcome))
  const byKey = [...Map.groupBy(kept, (call) => call.key).values()].filter((same) => same.length > 1)
  return every('answers under one Idempotency-Key agree', byKey, (same) => {
    const [first, ...more] = same
    const other = first && more.find((call) => answerOf(call) !== answerOf(first))
    return first && other && `${first.key}: ${told(first)} ${answerOf(first)}; ${told(other)} ${answerOf(other)}`
  })
}

function answerOf({ status, body }: Call): string {
  const { trace_id: _, instance: __, ...rest } = body as Record<string, unknown>
  return `${status} ${JSON.stringify(rest)}`
}
