import { commitmentOf, nameOf, teaserSeedOf } from '../../catalog/index.ts'
import {
  type HoldView,
  type ItemSummary,
  type LineView,
  type OrderStatus,
  type OrderView,
  picturePath,
  type SaleView,
} from '../../contract/index.ts'
import { orderNumberOf } from '../../domain/index.ts'
import type { Line } from '../../gate/index.ts'
import type { Sale, SaleRow, StoredHold, StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import type { Shelf } from '../runtime/shelves.ts'
import { isSealed } from './sealed.ts'

export const positionOf = (sale: Sale, itemId: number): number => itemId - sale.firstItemId
export const itemIdAt = (sale: Sale, position: number): number => sale.firstItemId + position

/** A quantity of an item. `price`: of one unit, as the buyer was shown it. */
export interface ItemLine {
  itemId: number
  quantity: number
  price?: number | undefined
}

/** Converts item ids to positions, which the gate uses. */
export const atPositions = (sale: Sale, lines: readonly ItemLine[]): Line[] =>
  lines.map(({ itemId, quantity }) => ({ position: positionOf(sale, itemId), quantity }))

export const ofPositions = (sale: Sale, lines: readonly Line[]): ItemLine[] =>
  lines.map(({ position, quantity }) => ({ itemId: itemIdAt(sale, position), quantity }))

export function itemSummary(sale: Sale, itemId: number): ItemSummary {
  const position = positionOf(sale, itemId)
  const label = sale.labels?.[position]
  return {
    id: itemId,
    name: label?.name ?? nameOf(sale, position),
    image_url: label?.picture ? picturePath(label.picture, 'large.webp') : `/v1/items/${itemId}/image.svg`,
    price: { amount: sale.prices[position] ?? 0, currency: sale.currency },
  }
}

/** At the price of the line, if it has one: an item may have another price by now. */
export function lineView(sale: Sale, { itemId, quantity, price }: ItemLine): LineView {
  const item = itemSummary(sale, itemId)
  return { ...item, price: { ...item.price, amount: price ?? item.price.amount }, quantity }
}

export function saleView(ctx: Context, sale: Sale, units: Shelf['units']): SaleView {
  const { secret } = sale
  const sealed = isSealed(sale)
  return {
    id: sale.id,
    name: sale.name ?? `Drop ${sale.id}`,
    kind: sale.kind,
    status: saleStatus(sale, ctx.clock()),
    seed: sealed ? null : sale.seed,
    edition: sale.edition,
    commitment: secret && commitmentOf(sale, secret),
    secret: secret && sale.openedAt ? secret.toString('hex') : null,
    teaser_seed: secret && teaserSeedOf(secret, sale.edition),
    preview: sale.kind === 'merchant' && sale.preview,
    guests: sale.guests,
    payment: sale.payment,
    play_money: isPlayMoney(ctx, sale.payment),
    door: sale.door,
    first_item_id: sale.firstItemId,
    items_count: sale.itemsCount,
    buyer_limit: sale.buyerLimit,
    currency: sale.currency,
    starts_at: sale.startsAt.toISOString(),
    ends_at: sale.endsAt?.toISOString() ?? null,
    units,
  }
}

/** Whether prices are play money in sales with this payment. */
export const isPlayMoney = (ctx: Pick<Context, 'payments'>, payment: SaleView['payment']): boolean =>
  payment === 'none' || ctx.payments?.isPlayMoney === true

export function saleStatus(sale: SaleRow, now: Date): SaleView['status'] {
  if (sale.soldOutAt) return 'sold_out'
  if (sale.closedAt || (sale.endsAt && now >= sale.endsAt)) return 'closed'
  if (now < sale.startsAt) return 'scheduled'
  return sale.pausedAt ? 'paused' : 'open'
}

/** Where the buyers of orders pay, by order. */
export type PaymentLinks = ReadonlyMap<string, string>
const NO_LINKS: PaymentLinks = new Map()

export function orderView(
  sale: Sale,
  order: Pick<StoredOrder, 'id' | 'userId' | 'units' | 'total' | 'createdAt' | 'payBy'> & { status: OrderStatus },
  links: PaymentLinks = NO_LINKS,
): OrderView {
  return {
    id: order.id,
    number: orderNumberOf(order.id),
    sale_id: sale.id,
    user_id: order.userId,
    status: order.status,
    units: order.units,
    total: { amount: order.total, currency: sale.currency },
    created_at: order.createdAt.toISOString(),
    pay_by: (order.status === 'awaiting_payment' && order.payBy?.toISOString()) || null,
    payment_url: links.get(order.id) ?? null,
  }
}

/** Creation time of a checkout, in ms: its id starts with it (RFC 9562 §5.7). */
export function checkoutTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

export function holdView(ctx: Context, sale: Sale, hold: StoredHold): HoldView {
  const item = itemSummary(sale, hold.itemId)
  return {
    id: hold.id,
    sale_id: hold.saleId,
    item_id: hold.itemId,
    user_id: hold.userId,
    status: hold.status.toUpperCase() as HoldView['status'],
    // The price is the one at which the unit is held, whatever the item costs now.
    item: { ...item, price: { ...item.price, amount: hold.price ?? item.price.amount } },
    created_at: hold.createdAt.toISOString(),
    expires_at: hold.expiresAt.toISOString(),
    changed_at: hold.changedAt.toISOString(),
    server_time: ctx.clock().toISOString(),
  }
}
