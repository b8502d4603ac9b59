import { type Call, isAnswered, isOpen } from '../crowd/calls.ts'
import { describeCall, every, type Finding, gaveCode, type IndexedEvidence, spelled, unitsOf } from './evidence.ts'
import type { SaleState } from './stored-state.ts'

const NOT_KNOWN = new Set(['code_not_found', 'hold_not_found', 'order_not_found', 'item_not_found', 'sale_not_found'])

/** Responses that must not occur under any fault. Only forged codes and nonexistent items may be unknown. */
export function judgeAnswers({ calls }: IndexedEvidence, sales: readonly SaleState[]): Finding[] {
  const stockOf = new Map(
    sales.map(({ ledger }) => [ledger.id, ledger.items.reduce((sum, item) => sum + item.stock, 0)]),
  )
  const items = new Set(sales.flatMap(({ ledger }) => ledger.items.map((item) => item.id)))
  const isMistaken = ({ lines = [] }: Call) => lines.some((line) => !items.has(line.id))
  return [
    every(
      'no response is an internal error',
      calls,
      (call) => call.status >= 500 && call.status !== 503 && describeCall(call),
    ),
    every(
      'codes and ids that were issued are known',
      calls,
      (call) =>
        NOT_KNOWN.has(call.outcome) && call.kind !== 'forged_purchase' && !isMistaken(call) && describeCall(call),
    ),
    every(
      'a forged code buys nothing',
      calls.filter((call) => call.kind === 'forged_purchase' && isAnswered(call)),
      (call) => call.outcome !== 'code_not_found' && describeCall(call),
    ),
    every(
      'an item that does not exist is not checked out',
      calls.filter((call) => call.kind === 'checkout' && isAnswered(call) && isMistaken(call)),
      (call) => call.outcome !== 'item_not_found' && describeCall(call),
    ),
    every(
      'the unit counts of a sale add up to its stock',
      calls.filter((call) => call.kind === 'browse' && call.body.units),
      (call) => {
        const { available = 0, held = 0, sold = 0 } = call.body.units ?? {}
        const stock = stockOf.get(call.saleId)
        return (
          available + held + sold !== stock && `${describeCall(call)}: ${available} + ${held} + ${sold}, stock ${stock}`
        )
      },
    ),
  ]
}

/** Outcomes that are stored under a key: successes and permanent refusals. Any other may be followed by a different response. */
export const STORED: ReadonlySet<string> = new Set([
  'ok',
  'sold_out',
  'sale_closed',
  'code_used',
  'code_expired',
  'hold_confirmed',
  'hold_canceled',
  'hold_expired',
])

/** All responses under one Idempotency-Key are equal, except for the members that identify the response. */
export function judgeKeys(calls: readonly Call[]): Finding {
  const kept = calls.filter((call) => call.key !== undefined && isAnswered(call) && STORED.has(call.outcome))
  const byKey = [...Map.groupBy(kept, (call) => call.key).values()].filter((same) => same.length > 1)
  return every('responses under one Idempotency-Key are equal', byKey, (same) => {
    const [first, ...more] = same
    const other = first && more.find((call) => answerOf(call) !== answerOf(first))
    return (
      first &&
      other &&
      `${first.key}: ${describeCall(first)} ${answerOf(first)}; ${describeCall(other)} ${answerOf(other)}`
    )
  })
}

function answerOf({ status, body }: Call): string {
  const { trace_id: _, instance: __, ...rest } = body as Record<string, unknown>
  return `${status} ${JSON.stringify(rest)}`
}

/** A cart has exactly the lines that were added, and a checkout has only requested items. */
export function judgeCarts({ calls }: IndexedEvidence): Finding[] {
  // Without a key, an addition that is retried after a lost response may be in the cart twice. A shopper gives up on a change that no
  // server answers, as while all servers are down.
  const changes = calls.filter(({ kind }) => kind === 'cart_add' || kind === 'cart_set')
  const twice = changes.filter((call) => call.kind === 'cart_add' && isOpen(call) && !call.key)
  const givenUp = Map.groupBy(changes, ({ userId, kind, lines }) => `${userId} ${kind} ${lines?.[0]?.id}`)
    .values()
    .filter((sends) => !sends.some(isAnswered))
    .map(([send]) => send)
  const unsure = new Set([...twice, ...givenUp].map((call) => call?.userId))
  const views = calls.filter((call) => call.kind === 'cart_view' && call.outcome === 'ok' && !unsure.has(call.userId))
  return [
    every('a cart has exactly what was added', views, (call) => {
      const wanted = spelled(unitsOf(call.lines ?? []))
      const is = spelled(unitsOf((call.body.lines ?? []).map(({ item, quantity }) => ({ id: item.id, quantity }))))
      return is !== wanted && `${describeCall(call)}: has ${is}, added ${wanted}`
    }),
    every(
      'a checkout has only requested items',
      calls.filter((call) => gaveCode(call) && !unsure.has(call.userId)),
      foreignTo,
    ),
  ]
}

function foreignTo(call: Call): string | undefined {
  const wanted = unitsOf(call.lines ?? [])
  // A checkout of a cart reduces a line to the available units.
  const isWanted = (quantity: number, most = 0) =>
    quantity === most || (call.kind === 'cart_checkout' && quantity < most)
  const foreign = (call.body.items ?? []).find(({ id, quantity }) => !isWanted(quantity, wanted.get(id)))
  return foreign && `${describeCall(call)}: ${foreign.quantity} of item ${foreign.id}, requested ${spelled(wanted)}`
}
