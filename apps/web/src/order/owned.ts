import type { LineView, OrderDetailsView } from '@hourglass/core/contract'

/** The items of an order that its buyer owns now, each with the units that were not returned. */
export function ownedItems({
  status,
  items,
  refunds,
}: Pick<OrderDetailsView, 'status' | 'items' | 'refunds'>): LineView[] {
  if (status !== 'confirmed' && status !== 'partly_refunded') return []
  const returned = refunds.flatMap((refund) => refund.items)
  return items
    .map((item) => {
      const back = returned.reduce((sum, { id, quantity }) => sum + (id === item.id ? quantity : 0), 0)
      return { ...item, quantity: item.quantity - back }
    })
    .filter(({ quantity }) => quantity > 0)
}
