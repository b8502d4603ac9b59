import { type Call, checkoutIdOf, type ItemLine } from '../crowd/calls.ts'
import type { Floor } from '../crowd/floor.ts'
import { describeCall, type Evidence, every, type Finding, indexEvidence } from './evidence.ts'

/** A period in which units may have been unavailable, in ms of the run. */
interface Unavailable {
  from: number
  to: number
  quantity: number
  /** The request that may have taken them, if its outcome is unknown. */
  by?: Call
}

/**
 * How long released units may still appear unavailable: a take's lease of 3 s, the sweeper's interval of 1 s, and two runs of the
 * reconciler on a wrong gate.
 */
const RELEASE_DELAY_MS = 10_000

const TAKING = new Set<Call['kind']>(['purchase', 'hold', 'order'])

/** Codes that say that an item is unavailable, permanently or for now. */
const UNAVAILABLE_CODES: readonly string[] = ['sold_out', 'item_held', 'held_by_you']

/** `sold_out` and `item_held` are answered only while other buyers have, or just had, enough units of the item. */
export function judgeRefusals(evidence: Evidence, { offers, calls }: Pick<Floor, 'offers' | 'calls'>): Finding {
  const stocks = new Map(offers.flatMap((offer) => offer.items.map((item) => [item.id, item.stock] as const)))
  const away = awayByItem(evidence, calls.startedMs)
  const refusals = evidence.calls.flatMap((call) =>
    refusedLines(call, UNAVAILABLE_CODES).map((line) => ({ call, line })),
  )
  return every('an item is refused only while other buyers have it', refusals, ({ call, line }) => {
    const [from, to] = [call.at - call.ms, call.at]
    const most = (away.get(line.id) ?? [])
      .filter((each) => each.by !== call && each.from <= to && each.to >= from)
      .reduce((sum, each) => sum + each.quantity, 0)
    const stock = stocks.get(line.id) ?? 0
    return (
      most + line.quantity <= stock &&
      `${describeCall(call)}: at most ${most} of ${stock} units of item ${line.id} were unavailable`
    )
  })
}

/** `sold_out` is final: in the end, too few units are unsold for the refused request. */
export function judgeFinal(evidence: Evidence): Finding {
  const items = new Map(evidence.sales.flatMap(({ ledger }) => ledger.items.map((item) => [item.id, item] as const)))
  const refusals = evidence.calls.flatMap((call) => refusedLines(call, ['sold_out']).map((line) => ({ call, line })))
  return every('sold_out is final', refusals, ({ call, line }) => {
    const { sold, stock } = items.get(line.id) ?? { sold: 0, stock: 0 }
    return (
      sold + line.quantity <= stock &&
      `${describeCall(call)}: ${sold} of ${stock} units of item ${line.id} are sold in the end`
    )
  })
}

/** The lines that a response refuses with one of the codes. */
function refusedLines(call: Call, codes: readonly string[]): ItemLine[] {
  const wanted = (id: number) =>
    call.lines?.reduce((units, line) => units + (line.id === id ? line.quantity : 0), 0) || 1
  const named = (call.body.failed_items ?? []).filter((item) => codes.includes(item.code))
  if (named.length > 0) return named.map(({ id }) => ({ id, quantity: wanted(id) }))
  if (!codes.includes(call.outcome)) return []
  // A checkout reduces lines to the available units and is refused only if none is available.
  if (call.kind === 'checkout' || call.kind === 'cart_checkout')
    return (call.lines ?? []).map(({ id }) => ({ id, quantity: 1 }))
  return call.kind === 'hold' ? (call.lines ?? []) : []
}

function awayByItem({ calls, sales }: Evidence, startedMs: number): Map<number, Unavailable[]> {
  const found = new Map<number, Unavailable[]>()
  const add = (itemId: number, away: Unavailable) => {
    const same = found.get(itemId)
    if (same) same.push(away)
    else found.set(itemId, [away])
  }
  const during = (row: { createdMs: number; changedMs: number }, over: boolean) => ({
    from: row.createdMs - startedMs - RELEASE_DELAY_MS,
    to: over ? row.changedMs - startedMs + RELEASE_DELAY_MS : Number.POSITIVE_INFINITY,
  })
  for (const { ledger } of sales) {
    const orders = new Map(ledger.orders.map((order) => [order.id, order]))
    for (const { orderId, itemId } of ledger.lines) {
      const order = orders.get(orderId)
      if (order) add(itemId, { ...during(order, false), quantity: 1 })
    }
    for (const order of ledger.orders) {
      if (order.status !== 'failed') continue
      for (const line of order.ordered ?? []) add(line.item_id, { ...during(order, true), quantity: line.quantity })
    }
    for (const hold of ledger.holds) {
      if (hold.status !== 'CONFIRMED') add(hold.itemId, { ...during(hold, true), quantity: 1 })
    }
  }
  // Requested units without a row in the ledger may have been taken temporarily.
  const checkouts = indexEvidence({ calls, sales }).checkouts
  const linesOfCode = (code: string): ItemLine[] => {
    const { given, maybe } = checkouts.get(checkoutIdOf(code)) ?? { given: new Map(), maybe: new Map() }
    return [...given, ...maybe].map(([id, quantity]) => ({ id, quantity }))
  }
  for (const call of calls) {
    if (!TAKING.has(call.kind)) continue
    const lines = call.kind === 'purchase' ? linesOfCode(call.code ?? '') : call.lines
    const away = { from: call.at - call.ms - RELEASE_DELAY_MS, to: call.at + RELEASE_DELAY_MS, by: call }
    for (const { id, quantity } of lines ?? []) add(id, { ...away, quantity })
  }
  return found
}
