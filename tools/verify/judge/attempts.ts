import { type Call, checkoutIdOf, isAnswered } from '../crowd/calls.ts'
import { STORED } from './answers.ts'
import { describeCall, type Evidence, every, type Finding, gaveCode, spelled, unitsOf } from './evidence.ts'
import type { Attempt } from './stored-state.ts'

/** Every answered checkout is stored once with its outcome. One with a lost response may be stored; a replayed response is not. */
export function judgeAttempts({ calls, attempts }: Evidence): Finding[] {
  const checkouts = calls.filter((call) => call.kind === 'checkout' || call.kind === 'cart_checkout')
  const bounds = boundsOf(checkouts)
  const stored = Map.groupBy(attempts, (attempt) => attempt.outcome)
  const outcomes = [...new Set([...stored.keys(), ...bounds.least.keys()])]
  const contents = Map.groupBy(stored.get('ok') ?? [], (attempt) => attempt.checkoutId)
  return [
    every('every code has a stored attempt', calls.filter(gaveCode), (call) => {
      const own = (contents.get(checkoutIdOf(call.body.code ?? '')) ?? []).filter(
        ({ userId }) => userId === call.userId,
      )
      const is = own.map((attempt) => spelled(unitsOf(linesOf(attempt))))
      const reported = spelled(unitsOf(call.body.items ?? []))
      return !is.includes(reported) && `${describeCall(call)}: ${reported}, stored ${is.join(' and ') || 'nothing'}`
    }),
    every('attempts are stored once per response', outcomes, (outcome) => {
      const count = stored.get(outcome)?.length ?? 0
      const least = bounds.least.get(outcome) ?? 0
      const most = (bounds.most.get(outcome) ?? 0) + bounds.lost
      return (count < least || count > most) && `${outcome}: ${count} stored, ${least} to ${most} answered`
    }),
  ]
}

const linesOf = ({ itemIds, quantities }: Attempt) => itemIds.map((id, i) => ({ id, quantity: quantities?.[i] ?? 1 }))

/** Minimum and maximum number of attempts per outcome. Each request without a response may have stored one, with any outcome. */
function boundsOf(checkouts: readonly Call[]) {
  const least = new Map<string, number>()
  const most = new Map<string, number>()
  const add = (counts: Map<string, number>, outcome: string, times: number) =>
    counts.set(outcome, (counts.get(outcome) ?? 0) + times)
  const requests = Map.groupBy(checkouts, (call) => call.key ?? call)
  let lost = 0
  for (const same of requests.values()) {
    lost += same.filter((call) => !isAnswered(call) && call.outcome !== 'refused').length
    for (const [outcome, answers] of Map.groupBy(same.filter(isAnswered), (call) => call.outcome)) {
      add(least, outcome, 1)
      // After a temporary refusal the key is unused again, so each such response is an attempt.
      add(most, outcome, STORED.has(outcome) ? 1 : answers.length)
    }
  }
  return { least, most, lost }
}
