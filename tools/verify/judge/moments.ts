import type { Call } from '../crowd/calls.ts'
import type { Floor } from '../crowd/floor.ts'
import type { Evidence } from './evidence.ts'
import { every, type Finding } from './evidence.ts'

/** Units that a buyer certainly had: from the response that granted them until they can first have been lost, in ms of the run. */
export interface Had {
  saleId: number
  itemId: number
  userId: string
  quantity: number
  from: number
  to: number
}

/**
 * Checks whether all successes can be ordered consistently (linearizability, Herlihy and Wing 1990) for counters: the units of an item
 * and the limit of a buyer. A buyer has the granted units from the response until they can first have been lost. The units that all
 * buyers certainly had at one time must not exceed the stock, and those of one buyer must not exceed the limit.
 */
export function judgeMoments(evidence: Evidence, { offers, calls }: Pick<Floor, 'offers' | 'calls'>): Finding[] {
  const had = certainlyHad(evidence, calls.startedMs)
  const stocks = new Map(offers.flatMap((offer) => offer.items.map((item) => [item.id, item.stock] as const)))
  const limits = new Map(offers.map((offer) => [offer.saleId, offer.limit]))
  const exceeds = (intervals: Had[], allowed: number, what: string) => {
    const peak = peakOf(intervals)
    return peak > allowed && `${what}: ${peak} at the same time, ${allowed} allowed`
  }
  return [
    every('granted units never exceed the stock of an item', [...Map.groupBy(had, (each) => each.itemId)], (one) =>
      exceeds(one[1], stocks.get(one[0]) ?? 0, `item ${one[0]}`),
    ),
    every(
      'granted units never exceed the limit of a buyer',
      [...Map.groupBy(had, (each) => `${each.saleId} ${each.userId}`).values()],
      (same) => exceeds(same, limits.get(same[0]?.saleId ?? 0) ?? 0, `buyer ${same[0]?.userId}`),
    ),
  ]
}

/** The maximum of concurrently owned units. At the same instant, losses are counted before gains. */
export function peakOf(intervals: readonly Had[]): number {
  const steps = intervals
    .filter(({ from, to }) => to > from)
    .flatMap(({ from, to, quantity }) => [
      { at: from, units: quantity },
      { at: to, units: -quantity },
    ])
    .sort((a, b) => a.at - b.at || a.units - b.units)
  let now = 0
  let peak = 0
  for (const { units } of steps) {
    now += units
    peak = Math.max(peak, now)
  }
  return peak
}

const sentAt = (call: Call): number => call.at - call.ms

function certainlyHad({ calls, sales }: Evidence, startedMs: number): Had[] {
  const holds = new Map(sales.flatMap(({ ledger }) => ledger.holds.map((hold) => [hold.id, hold.status] as const)))
  const failed = new Set(
    sales.flatMap(({ ledger }) => ledger.orders.filter((order) => order.status === 'failed').map((order) => order.id)),
  )
  const ends = Map.groupBy(
    calls.filter((call) => call.kind === 'cancel'),
    (call) => call.subject ?? '',
  )
  const seen = new Set<string>()
  return calls.flatMap((call): Had[] => {
    if (call.outcome !== 'ok') return []
    const { saleId, userId, at: from, body } = call
    const id = call.kind === 'purchase' ? body.order?.id : body.id
    if (!id || seen.has(id)) return []
    const had = (itemId: number, quantity: number, to = Number.POSITIVE_INFINITY): Had => {
      seen.add(id)
      return { saleId, itemId, userId, quantity, from, to }
    }
    switch (call.kind) {
      case 'purchase':
        return (body.purchased_items ?? []).map((item) => had(item.id, item.quantity))
      case 'order':
        return failed.has(id) ? [] : (call.lines ?? []).map((line) => had(line.id, line.quantity))
      case 'hold': {
        const canceled = (ends.get(id) ?? []).map(sentAt)
        const expired = holds.get(id) === 'EXPIRED' ? [Date.parse(body.expires_at ?? '') - startedMs] : []
        return holds.get(id) === 'CONFIRMED'
          ? [had(call.lines?.[0]?.id ?? 0, 1)]
          : [had(call.lines?.[0]?.id ?? 0, 1, Math.min(...canceled, ...expired))]
      }
      default:
        return []
    }
  })
}
