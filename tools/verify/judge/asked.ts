import { type Call, checkoutIdOf, isAnswered, isOpen } from '../crowd/calls.ts'
import {
  every,
  type Finding,
  type IndexedEvidence,
  orderedUnits,
  type SoldOrder,
  spelled,
  unitsOf,
} from './evidence.ts'

/** Every row in the ledger was requested and not refused. */
export function judgeAsked(found: IndexedEvidence): Finding[] {
  const acknowledged = new Set(found.calls.flatMap(({ body }) => [body.id ?? '', body.order?.id ?? '']))
  const lost = lostWishes(found.calls)
  const purchases = Map.groupBy(
    found.calls.filter((call) => call.kind === 'purchase'),
    (call) => checkoutIdOf(call.code ?? ''),
  )
  const byCodeOnly = !found.calls.some((call) => call.kind === 'hold' || call.kind === 'order')
  return [
    every(
      'reservations were requested',
      [...found.holds.values()].filter((hold) => hold.status !== 'VOID'),
      ({ id, userId, itemId, status }) =>
        !acknowledged.has(id) &&
        !lost.use(wish('hold', userId, `${itemId}×1`)) &&
        `reservation ${id} of ${userId}, ${status}, item ${itemId}`,
    ),
    every(
      'orders were requested',
      [...found.orders.values()].filter((order) => !found.holds.has(order.id)),
      (order) => {
        // A void order only records the id of a voided take. If every purchase is by code, a purchase belongs to it.
        if (order.status === 'void')
          return byCodeOnly && !purchases.has(order.id) && `void order ${order.id}: no purchase was sent`
        const what = `order ${order.id} of ${order.userId}`
        if (order.ordered === null) return unasked(found, order, purchases.get(order.id) ?? [])
        if (acknowledged.has(order.id)) return undefined
        const wanted = spelled(orderedUnits(order))
        return !lost.use(wish('order', order.userId, wanted)) && `${what}, ${order.status}: ${wanted}`
      },
    ),
    every(
      'reservations end as requested',
      [...found.holds.values()].filter((hold) => hold.status === 'CONFIRMED' || hold.status === 'CANCELED'),
      (hold) => {
        const kind = hold.status === 'CONFIRMED' ? 'confirm' : 'cancel'
        const asked = found.calls.some(
          (call) => call.kind === kind && call.subject === hold.id && call.outcome !== 'refused',
        )
        return !asked && `reservation ${hold.id} is ${hold.status}`
      },
    ),
  ]
}

/** Checks an order by code: the buyer's own checkout, purchased, not refused, with complete lines. */
function unasked(
  { checkouts }: IndexedEvidence,
  { id, userId, sold }: SoldOrder,
  purchases: readonly Call[],
): string | undefined {
  const what = `order ${id} of ${userId}`
  const checkout = checkouts.get(id)
  if (purchases.length === 0 || !checkout) return `${what}: no purchase with this code was sent`
  if (checkout.userId !== userId) return `${what}: the checkout is ${checkout.userId}'s`
  if (purchases.every((call) => isAnswered(call) && !call.body.order)) return `${what}: its purchase was refused`
  const { given, maybe } = checkout
  const isAsked = (itemId: number, quantity: number) =>
    quantity === given.get(itemId) ||
    (maybe.has(itemId) && quantity <= (given.get(itemId) ?? 0) + (maybe.get(itemId) ?? 0))
  const foreign = [...sold].find(([itemId, quantity]) => !isAsked(itemId, quantity))
  return foreign && `${what} has ${spelled(sold)}, checked out ${spelled(given)}`
}

const wish = (kind: string, userId: string, wanted: string): string => `${kind} ${userId} ${wanted}`

/** Requests whose response was lost: each may have created one unacknowledged row. */
function lostWishes(calls: readonly Call[]) {
  const left = new Map<string, number>()
  for (const call of calls) {
    if (!isOpen(call) || !call.lines) continue
    const name = wish(call.kind, call.userId, spelled(unitsOf(call.lines)))
    left.set(name, (left.get(name) ?? 0) + 1)
  }
  return {
    use(name: string): boolean {
      const count = left.get(name) ?? 0
      left.set(name, count - 1)
      return count > 0
    },
  }
}
