import { type Call, isAnswered, isOpen } from '../crowd/calls.ts'
import type { SaleBooks } from './books.ts'
import { type Case, every, type Finding, gaveCode, spelled, told, unitsOf } from './evidence.ts'

const NOT_KNOWN = new Set(['code_not_found', 'hold_not_found', 'order_not_found', 'item_not_found', 'sale_not_found'])

/** No answer may be one of these, under any fault. Only forged codes and mistaken items name what was never given out. */
export function judgeAnswers({ calls }: Case, sales: readonly SaleBooks[]): Finding[] {
  const stockOf = new Map(
    sales.map(({ ledger }) => [ledger.id, ledger.items.reduce((sum, item) => sum + item.stock, 0)]),
  )
  const items = new Set(sales.flatMap(({ ledger }) => ledger.items.map((item) => item.id)))
  const isMistaken = ({ lines = [] }: Call) => lines.some((line) => !items.has(line.id))
  return [
    every('no answer is a defect', calls, (call) => call.status >= 500 && call.status !== 503 && told(call)),
    every(
      'what was given out is known',
      calls,
      (call) => NOT_KNOWN.has(call.outcome) && call.kind !== 'forged_purchase' && !isMistaken(call) && told(call),
    ),
    every(
      'a forged code buys nothing',
      calls.filter((call) => call.kind === 'forged_purchase' && isAnswered(call)),
      (call) => call.outcome !== 'code_not_found' && told(call),
    ),
    every(
      'an item that does not exist is not checked out',
      calls.filter((call) => call.kind === 'checkout' && isAnswered(call) && isMistaken(call)),
      (call) => call.outcome !== 'item_not_found' && told(call),
    ),
    every(
      'a sale shown adds up to its stock',
      calls.filter((call) => call.kind === 'browse' && call.body.units),
      (call) => {
        const { available = 0, held = 0, sold = 0 } = call.body.units ?? {}
        const stock = stockOf.get(call.saleId)
        return available + held + sold !== stock && `${told(call)}: ${available} + ${held} + ${sold}, stock ${stock}`
      },
    ),
  ]
}

/** What a key keeps: successes, and refusals that nothing changes any more. After any other another answer may follow. */
export const KEPT: ReadonlySet<string> = new Set([
  'ok',
  'sold_out',
  'sale_closed',
  'code_used',
  'code_expired',
  'hold_confirmed',
  'hold_canceled',
  'hold_expired',
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

/** What a cart shows was put into it, each thing once; and what is checked out was asked for. */
export function judgeCarts({ calls }: Case): Finding[] {
  // Without a key, an addition whose answer was lost and that is sent again may be there twice.
  const unsure = new Set(
    calls.filter((call) => call.kind === 'cart_add' && isOpen(call) && !call.key).map((call) => call.userId),
  )
  const views = calls.filter((call) => call.kind === 'cart_view' && call.outcome === 'ok' && !unsure.has(call.userId))
  return [
    every('a cart holds what was put in', views, (call) => {
      const wanted = spelled(unitsOf(call.lines ?? []))
      const is = spelled(unitsOf((call.body.lines ?? []).map(({ item, quantity }) => ({ id: item.id, quantity }))))
      return is !== wanted && `${told(call)}: ${is}, put in was ${wanted}`
    }),
    every(
      'a checkout has nothing but what was asked for',
      calls.filter((call) => gaveCode(call) && !unsure.has(call.userId)),
      foreignTo,
    ),
  ]
}

function foreignTo(call: Call): string | undefined {
  const wanted = unitsOf(call.lines ?? [])
  // Of a line of a cart it takes what is left.
  const isWanted = (quantity: number, most = 0) =>
    quantity === most || (call.kind === 'cart_checkout' && quantity < most)
  const foreign = (call.body.items ?? []).find(({ id, quantity }) => !isWanted(quantity, wanted.get(id)))
  return foreign && `${told(call)}: ${foreign.quantity} of item ${foreign.id}, asked for ${spelled(wanted)}`
}
