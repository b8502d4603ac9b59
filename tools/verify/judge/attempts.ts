import { type Call, checkoutIdOf, isAnswered } from '../crowd/calls.ts'
import { KEPT } from './answers.ts'
import type { Attempt } from './books.ts'
import { type Evidence, every, type Finding, gaveCode, spelled, told, unitsOf } from './evidence.ts'

/** Every checkout that was answered is stored once with its outcome; one whose answer was lost may be; an answer told again is not. */
export function judgeAttempts({ calls, attempts }: Evidence): Finding[] {
  const checkouts = calls.filter((call) => call.kind === 'checkout' || call.kind === 'cart_checkout')
  const bounds = boundsOf(checkouts)
  const stored = Map.groupBy(attempts, (attempt) => attempt.outcome)
  const outcomes = [...new Set([...stored.keys(), ...bounds.least.keys()])]
  const contents = Map.groupBy(stored.get('ok') ?? [], (attempt) => attempt.checkoutId)
  return [
    every('a code has its attempt stored', calls.filter(gaveCode), (call) => {
      const own = (contents.get(checkoutIdOf(call.body.code ?? '')) ?? []).filter(
        ({ userId }) => userId === call.userId,
      )
      const is = own.map((attempt) => spelled(unitsOf(linesOf(attempt))))
      const said = spelled(unitsOf(call.body.items ?? []))
      return !is.includes(said) && `${told(call)}: ${said}, stored ${is.join(' and ') || 'nothing'}`
    }),
    every('attempts are stored once an answer', outcomes, (outcome) => {
      const count = stored.get(outcome)?.length ?? 0
      const least = bounds.least.get(outcome) ?? 0
      const most = (bounds.most.get(outcome) ?? 0) + bounds.lost
      return (count < least || count > most) && `${outcome}: ${count} stored, ${least} to ${most} answered`
    }),
  ]
}

const linesOf = ({ itemIds, quantities }: Attempt) => itemIds.map((id, i) => ({ id, quantity: quantities?.[i] ?? 1 }))

/** How many attempts there must and may be of each outcome. Sendings without an answer may each have left one, of any. */
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
      // A key is as new after a refusal that time can change, and each is an attempt.
      add(most, outcome, KEPT.has(outcome) ? 1 : answers.length)
    }
  }
  return { least, most, lost }
}
