import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, desc, eq, sql } from 'drizzle-orm'
import { type Outcome, ok, type Refused, refuse } from '../../contract/index.ts'
import type { SaleRow, StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { invalid } from '../runtime/parse.ts'
import { lockSale, NEXT_EPOCH, refreshWithGate } from '../sale/edit-sale.ts'

const { buyerItems, buyers, items, orderLines, orders, outboxEvents, payments, refunds, returnedLines, sales } = schema

type Order = typeof orders.$inferSelect
type SoldUnit = typeof orderLines.$inferSelect

/** What is returned, and by whom. */
export interface Return {
  by: 'operator' | 'buyer'
  reason: string | null
  /** Whether the units go back on sale. Otherwise the stock of their items falls. */
  restock: boolean
  /** undefined: all units that are left. */
  items?: readonly { id: number; quantity: number }[] | undefined
}

/**
 * Returns units of a confirmed order, and makes their money due to go back. In one transaction the units leave the list of sold units for
 * that of returned ones, their numbers are free again, and the counters of items and buyer fall. May be repeated under the same
 * request id.
 * @param refusal if no unit of the order can be returned
 * @throws when PostgreSQL is unavailable
 */
export async function returnUnits(
  ctx: Context,
  order: Pick<StoredOrder, 'id' | 'saleId'>,
  asked: Return,
  refusal: 'order_not_refundable' | 'order_not_cancelable',
): Promise<Outcome<null>> {
  const id = ctx.requestId ?? ctx.newId()
  const { saleId } = order
  const found = await ctx.db.transaction(async (tx): Promise<Refused | { over: boolean; isNew: boolean }> => {
    // Keeps every batch of takes out, so the counters that are changed are those of now.
    const sale = await lockSale(ctx, tx, saleId)
    if (!sale) return refuse('order_not_found')
    const [done] = await tx.select({ orderId: refunds.orderId }).from(refunds).where(eq(refunds.id, id))
    if (done) return { over: sale.over, isNew: false }
    const own = and(eq(orders.saleId, saleId), eq(orders.id, order.id))
    const [now] = await tx.select().from(orders).where(own).for('no key update')
    if (now?.status !== 'confirmed' && now?.status !== 'partly_refunded') return refuse(refusal)
    const units = await unitsOf(tx, now, asked)
    if ('code' in units) return units
    await write(tx, { id, sale, order: now, units, asked })
    return { over: sale.over, isNew: true }
  })
  if ('code' in found) return found
  if (found.isNew)
    ctx.log.info(
      { event: 'order.returned', order_id: order.id, sale_id: saleId, refund_id: id, by: asked.by },
      'units returned',
    )
  // A sale that ended long ago has no gate.
  const hasGate = !found.over || ctx.sales.lingering(ctx.clock()).some((sale) => sale.id === saleId)
  if (hasGate) await refreshWithGate(ctx, saleId, 'units returned')
  else await ctx.sales.refresh(saleId)
  return ok(null)
}

/** The units to return: of each item those that were sold last. */
async function unitsOf(tx: Transaction, order: Order, { items: wanted }: Return): Promise<SoldUnit[] | Refused> {
  const ofOrder = and(eq(orderLines.saleId, order.saleId), eq(orderLines.orderId, order.id))
  const left = await tx.select().from(orderLines).where(ofOrder).orderBy(desc(orderLines.unitNo))
  if (!wanted) return left
  const units: SoldUnit[] = []
  for (const [at, { id, quantity }] of wanted.entries()) {
    const ofItem = left.filter(({ itemId }) => itemId === id)
    if (quantity > ofItem.length) {
      const detail = `quantity must be at most ${ofItem.length}: the order has no more units of item ${id}`
      return invalid([
        ofItem.length > 0
          ? { pointer: `#/items/${at}/quantity`, detail }
          : { pointer: `#/items/${at}/id`, detail: `the order has no units of item ${id}` },
      ])
    }
    units.push(...ofItem.slice(0, quantity))
  }
  return units
}

interface Writing {
  id: string
  sale: SaleRow & { over: boolean }
  order: Order
  units: SoldUnit[]
  asked: Return
}

async function write(tx: Transaction, { id, sale, order, units, asked }: Writing): Promise<void> {
  const { id: orderId, saleId, userId } = order
  const amount = units.reduce((sum, { price }) => sum + price, 0)
  const isPaid = sale.payment === 'required' && amount > 0
  await tx.insert(refunds).values({
    id,
    saleId,
    orderId,
    by: asked.by,
    reason: asked.reason,
    restocked: asked.restock,
    units: units.length,
    amount,
    status: isPaid ? 'pending' : 'void',
    doneAt: isPaid ? null : sql`now()`,
  })
  await moveUnits(tx, { id, saleId, units })

  const lines = countByItem(units)
  let restocked = false
  for (const { itemId, quantity } of lines) {
    const ofItem = and(eq(items.saleId, saleId), eq(items.id, itemId))
    // A unit of a withdrawn item is gone.
    const gone = asked.restock ? sql`CASE WHEN ${items.withdrawnAt} IS NULL THEN 0 ELSE ${quantity}::int END` : quantity
    const counted = { sold: sql`${items.sold} - ${quantity}`, stock: sql`${items.stock} - ${gone}` }
    const [item] = await tx.update(items).set(counted).where(ofItem).returning()
    if (!item) throw new Error(`item ${itemId} not found`)
    restocked ||= asked.restock && item.withdrawnAt === null
    await closeGaps(tx, { id, saleId, itemId, sold: item.sold })
    const share = and(eq(buyerItems.saleId, saleId), eq(buyerItems.itemId, itemId), eq(buyerItems.userId, userId))
    await tx
      .update(buyerItems)
      .set({ sold: sql`${buyerItems.sold} - ${quantity}` })
      .where(share)
  }
  await tx
    .update(buyers)
    .set({ sold: sql`${buyers.sold} - ${units.length}` })
    .where(and(eq(buyers.saleId, saleId), eq(buyers.userId, userId)))

  const returned = order.returned + units.length
  const whole = asked.by === 'operator' ? 'refunded' : 'canceled'
  const status = returned === order.units ? whole : 'partly_refunded'
  await tx
    .update(orders)
    .set({ status, returned, returnedAt: sql`now()` })
    .where(and(eq(orders.saleId, saleId), eq(orders.id, orderId)))
  if (isPaid) {
    const due = { dueAt: sql`now()`, hints: sql`${payments.hints} + 1` }
    await tx.update(payments).set(due).where(eq(payments.orderId, orderId))
  }
  await tx
    .update(sales)
    .set({ epoch: NEXT_EPOCH, ...(restocked && !sale.over && { soldOutAt: null }) })
    .where(eq(sales.id, saleId))
  await tx.insert(outboxEvents).values({
    saleId,
    type: asked.by === 'operator' ? 'order.refunded' : 'order.canceled',
    subject: orderId,
    data: {
      order_id: orderId,
      sale_id: saleId,
      user_id: userId,
      refund_id: id,
      status,
      ...(asked.reason !== null && { reason: asked.reason }),
      restocked: asked.restock,
      units: units.length,
      amount,
      lines: lines.map(({ itemId, quantity, price }) => ({ item_id: itemId, quantity, price })),
    },
  })
}

/** From the list of sold units to that of returned ones, in one statement. */
async function moveUnits(
  tx: Transaction,
  { id, saleId, units }: { id: string; saleId: number; units: SoldUnit[] },
): Promise<void> {
  const { rowCount } = await tx.execute(sql`
    WITH returned AS (
      DELETE FROM ${orderLines}
      WHERE sale_id = ${saleId} AND (item_id, unit_no) IN (
        SELECT * FROM unnest(${sql.param(units.map(({ itemId }) => itemId))}::bigint[], ${sql.param(units.map(({ unitNo }) => unitNo))}::int[])
      )
      RETURNING item_id, unit_no, order_id, price
    )
    INSERT INTO ${returnedLines} (refund_id, sale_id, item_id, unit_no, order_id, price)
    SELECT ${id}::uuid, ${saleId}::int, item_id, unit_no, order_id, price FROM returned`)
  if (rowCount !== units.length) throw new Error('the units of an order have changed')
}

/** The units of an item are numbered without gaps, so the next one to be sold has number sold + 1: the last units take the free numbers. */
async function closeGaps(
  tx: Transaction,
  { id, saleId, itemId, sold }: { id: string; saleId: number; itemId: number; sold: number },
): Promise<void> {
  await tx.execute(sql`
    WITH free AS (
      SELECT unit_no, row_number() OVER (ORDER BY unit_no) AS n FROM ${returnedLines}
      WHERE refund_id = ${id}::uuid AND item_id = ${itemId} AND unit_no <= ${sold}
    ), beyond AS (
      SELECT unit_no, row_number() OVER (ORDER BY unit_no) AS n FROM ${orderLines}
      WHERE sale_id = ${saleId} AND item_id = ${itemId} AND unit_no > ${sold}
    )
    UPDATE ${orderLines} SET unit_no = free.unit_no FROM beyond JOIN free USING (n)
    WHERE ${orderLines.saleId} = ${saleId} AND ${orderLines.itemId} = ${itemId} AND ${orderLines.unitNo} = beyond.unit_no`)
}

/** By item, as all transactions lock them. */
function countByItem(units: readonly SoldUnit[]): { itemId: number; quantity: number; price: number }[] {
  const lines = new Map<number, { itemId: number; quantity: number; price: number }>()
  for (const { itemId, price } of units) {
    const line = lines.get(itemId)
    if (line) line.quantity++
    else lines.set(itemId, { itemId, quantity: 1, price })
  }
  return [...lines.values()].sort((one, other) => one.itemId - other.itemId)
}
