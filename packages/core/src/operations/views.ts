import { nameOf } from '../catalog/index.ts'
import type { ItemSummary, OrderView, SaleView } from '../contract/index.ts'
import type { Sale, SaleRow, StoredOrder } from '../ledger/index.ts'
import type { Shelf } from './shelves.ts'

export const positionOf = (sale: Sale, itemId: number): number => itemId - sale.firstItemId
export const itemIdAt = (sale: Sale, position: number): number => sale.firstItemId + position

export function itemSummary(sale: Sale, itemId: number): ItemSummary {
  const position = positionOf(sale, itemId)
  return {
    id: itemId,
    name: nameOf(sale.seed, position),
    image_url: `/v1/items/${itemId}/image.svg`,
    price: { amount: sale.prices[position] ?? 0, currency: sale.currency },
  }
}

export function saleView(sale: Sale, units: Shelf['units'], now: Date): SaleView {
  return {
    id: sale.id,
    name: `Drop ${sale.id}`,
    kind: sale.kind,
    status: saleStatus(sale, now),
    seed: sale.seed,
    first_item_id: sale.firstItemId,
    items_count: sale.itemsCount,
    buyer_limit: sale.buyerLimit,
    currency: sale.currency,
    starts_at: sale.startsAt.toISOString(),
    ends_at: sale.endsAt?.toISOString() ?? null,
    units,
  }
}

export function saleStatus(sale: SaleRow, now: Date): SaleView['status'] {
  if (sale.soldOutAt) return 'sold_out'
  if (now < sale.startsAt) return 'scheduled'
  return sale.endsAt && now >= sale.endsAt ? 'closed' : 'open'
}

export function orderView(
  sale: Sale,
  order: Pick<StoredOrder, 'id' | 'userId' | 'units' | 'total' | 'createdAt'>,
): OrderView {
  return {
    id: order.id,
    sale_id: sale.id,
    user_id: order.userId,
    status: 'confirmed',
    units: order.units,
    total: { amount: order.total, currency: sale.currency },
    created_at: order.createdAt.toISOString(),
  }
}

/** When a checkout was made, to the millisecond: its id begins with the time (RFC 9562 §5.7). */
export function checkoutTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}
