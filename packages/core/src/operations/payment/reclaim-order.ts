import { schema } from '@hourglass/db'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { lockSale, NEXT_EPOCH, refreshWithGate } from '../sale/edit-sale.ts'

const { buyerItems, buyers, items, orders, outboxEvents, sales } = schema

/**
 * Takes the units of an expired order off the shelf again, all or none: its money has arrived after its deadline. The order then awaits its
 * payment, as before.
 * @returns false if a unit is gone, the buyer's limit is used up or the sale is over
 * @throws when PostgreSQL is unavailable
 */
export async function reclaimOrder(ctx: Context, order: StoredOrder): Promise<boolean> {
  const { saleId, userId, lines, units } = order
  const itemIds = lines.map((line) => line.itemId)
  const reclaimed = await ctx.db.transaction(async (tx) => {
    // Keeps every batch of takes out, so the counters that decide are those that are changed.
    const sale = await lockSale(ctx, tx, saleId)
    if (!sale || sale.over) return false
    const own = and(eq(orders.saleId, saleId), eq(orders.id, order.id))
    const [now] = await tx.select({ status: orders.status }).from(orders).where(own).for('no key update')
    if (now?.status !== 'expired') return now?.status === 'awaiting_payment'

    const ofSale = and(eq(items.saleId, saleId), inArray(items.id, itemIds))
    const found = await tx.select().from(items).where(ofSale).orderBy(items.id).for('no key update')
    const ofBuyer = and(eq(buyers.saleId, saleId), eq(buyers.userId, userId))
    const [buyer] = await tx.select().from(buyers).where(ofBuyer).for('no key update')
    const ofItem = and(
      eq(buyerItems.saleId, saleId),
      eq(buyerItems.userId, userId),
      inArray(buyerItems.itemId, itemIds),
    )
    const shares = await tx.select().from(buyerItems).where(ofItem)
    const isFree = lines.every(({ itemId, quantity }) => {
      const item = found.find(({ id }) => id === itemId)
      const share = shares.find((each) => each.itemId === itemId)
      const has = share ? share.held + share.sold : 0
      return (
        item !== undefined &&
        quantity <= item.stock - item.held - item.sold &&
        quantity <= (item.buyerLimit ?? Number.POSITIVE_INFINITY) - has
      )
    })
    if (!isFree || !buyer || units > sale.buyerLimit - buyer.held - buyer.sold) return false

    for (const { itemId, quantity } of lines) {
      const held = sql`held + ${quantity}`
      await tx
        .update(items)
        .set({ held })
        .where(and(eq(items.saleId, saleId), eq(items.id, itemId)))
      await tx
        .update(buyerItems)
        .set({ held })
        .where(and(ofItem, eq(buyerItems.itemId, itemId)))
    }
    await tx
      .update(buyers)
      .set({ held: sql`held + ${units}` })
      .where(ofBuyer)
    await tx.update(orders).set({ status: 'awaiting_payment', changedAt: sql`now()` }).where(own)
    await tx.update(sales).set({ epoch: NEXT_EPOCH }).where(eq(sales.id, saleId))
    const data = {
      order_id: order.id,
      sale_id: saleId,
      user_id: userId,
      units,
      total: order.total,
      lines: linesOf(order),
    }
    await tx.insert(outboxEvents).values({ saleId, type: 'order.awaiting_payment', subject: order.id, data })
    return true
  })
  if (reclaimed) await refreshWithGate(ctx, saleId, 'order reclaimed')
  return reclaimed
}

const linesOf = ({ lines }: StoredOrder) =>
  lines.map(({ itemId: item_id, quantity, price }) => ({ item_id, quantity, price }))
