import { schema } from '@hourglass/db'
import { and, desc, inArray, lt, ne } from 'drizzle-orm'
import {
  type OrderDetailsView,
  type OrdersView,
  type Outcome,
  ok,
  ordersInput,
  ownInput,
  refuse,
} from '../../contract/index.ts'
import { isOwn, ownersOf } from '../account/shopper-context.ts'
import { paymentLinks } from '../payment/payment-links.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { noBuyer, parse } from '../runtime/parse.ts'
import { isShown, orderDetails } from './order-details.ts'

const { orders } = schema

/** Reads one order. Another buyer's order is `order_not_found`. */
export async function readOrder(ctx: Context, raw: unknown): Promise<Outcome<OrderDetailsView>> {
  const input = parse(ownInput, raw)
  if (!input.ok) return input
  const { id, user_id: userId } = input.value
  try {
    const order = await ctx.ledger.readOrder(id)
    const sale = order && (await ctx.sales.get(order.saleId))
    if (!isShown(order) || !sale || !isOwn(ctx, userId, order.userId)) return refuse('order_not_found')
    return ok(orderDetails(ctx, sale, order, await paymentLinks(ctx, [order])))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** Orders of a buyer, from purchases, holds and orders alike, newest first. `cursor`: the last id of the previous page. */
export async function listOrders(ctx: Context, raw: unknown): Promise<Outcome<OrdersView>> {
  const input = parse(ordersInput, raw)
  if (!input.ok) return input
  const { user_id: userId, limit, cursor, offset } = input.value
  if (ctx.partner !== undefined && userId === undefined) return noBuyer()
  const found = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        ne(orders.status, 'void'),
        userId === undefined ? undefined : inArray(orders.userId, ownersOf(ctx, userId)),
        cursor === undefined ? undefined : lt(orders.id, cursor),
      ),
    )
    .orderBy(desc(orders.id))
    .limit(limit + 1)
    .offset(offset)
  const ids = found.slice(0, limit).map(({ id }) => id)
  const page: OrderDetailsView[] = []
  const stored = (await Promise.all(ids.map((id) => ctx.ledger.readOrder(id)))).filter(isShown)
  const links = await paymentLinks(ctx, stored)
  for (const order of stored) {
    const sale = await ctx.sales.get(order.saleId)
    if (sale) page.push(orderDetails(ctx, sale, order, links))
  }
  return ok({ orders: page, next_cursor: found.length > limit ? (ids.at(-1) ?? null) : null })
}
