import type { SaleLedger } from './books.ts'

export interface Count {
  sold: number
  held: number
}

/** What one sale's rows add up to: order lines are sold, active holds and the lines of undecided orders are held. */
export function countRows({ items, orders, lines, holds }: SaleLedger) {
  const byItem = new Map<string, Count>()
  const byBuyer = new Map<string, Count>()
  const byLimitedBuyerItem = new Map<string, Count & { limit: number }>()
  const limitOf = new Map(items.flatMap(({ id, limit }) => (limit === null ? [] : [[id, limit] as const])))
  const orderOf = new Map(orders.map((order) => [order.id, order]))

  const add = (itemId: number, userId: string, units: Count) => {
    count(byItem, `${itemId}`, units)
    count(byBuyer, userId, units)
    const limit = limitOf.get(itemId)
    if (limit !== undefined) count(byLimitedBuyerItem, `${itemId} of ${userId}`, { ...units, limit })
  }
  for (const { itemId, orderId } of lines) add(itemId, orderOf.get(orderId)?.userId ?? '', { sold: 1, held: 0 })
  for (const hold of holds) if (hold.status === 'ACTIVE') add(hold.itemId, hold.userId, { sold: 0, held: 1 })
  for (const { userId, status, ordered } of orders) {
    if (status !== 'queued' && status !== 'processing') continue
    for (const line of ordered ?? []) add(line.item_id, userId, { sold: 0, held: line.quantity })
  }
  return { items: byItem, buyers: byBuyer, limitedBuyerItems: byLimitedBuyerItem }
}

function count<Kind extends Count>(counts: Map<string, Kind>, name: string, units: Kind): void {
  const before = counts.get(name)
  counts.set(name, before ? { ...units, sold: before.sold + units.sold, held: before.held + units.held } : units)
}
