import type { Call } from '../crowd/calls.ts'
import type { Floor } from '../crowd/floor.ts'
import type { Evidence } from './evidence.ts'
import { every, type Finding } from './evidence.ts'

/** Units that somebody certainly had, from the answer that said so until it may have ended, in ms of the run. */
export interface Had {
  saleId: number
  itemId: number
  userId: string
  quantity: number
  from: number
  to: number
}

/**
 * Whether the answers can be put in one order in which every yes was right (linearizability, Herlihy and Wing 1990), for objects
 * that count: an item its units, a buyer his limit. Whoever was told yes has his units from that answer on, until he can have lost
 * them; what all of them certainly had at one moment may never be more than there is.
 */
export function judgeMoments(evidence: Evidence, { offers, calls }: Pick<Floor, 'offers' | 'calls'>): Finding[] {
  const had = certainly(evidence, calls.startedMs)
  const stocks = new Map(offers.flatMap((offer) => offer.items.map((item) => [item.id, item.stock] as const)))
  const limits = new Map(offers.map((offer) => [offer.saleId, offer.limit]))
  const most = (things: Had[], allowed: number, what: string) => {
    const peak = peakOf(things)
    return peak > allowed && `${what}: ${peak} at one moment, ${allowed} allowed`
  }
  return [
    every(
      'at no moment is more of an item given out than there is',
      [...Map.groupBy(had, (each) => each.itemId)],
      (one) => most(one[1], stocks.get(one[0]) ?? 0, `item ${one[0]}`),
    ),
    every(
      'at no moment does a buyer have more than the limit',
      [...Map.groupBy(had, (each) => `${each.saleId} ${each.userId}`).values()],
      (things) => most(things, limits.get(things[0]?.saleId ?? 0) ?? 0, `buyer ${things[0]?.userId}`),
    ),
  ]
}

/** The most units at one moment. Who loses one at an instant makes room for who gets one. */
export function peakOf(things: readonly Had[]): number {
  const steps = things
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

function certainly({ calls, sales }: Evidence, startedMs: number): Had[] {
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
