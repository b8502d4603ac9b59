import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import type { HeldTake, Snapshot } from '../../gate/index.ts'
import type { SaleRow } from '../../ledger/index.ts'

const { items, buyers, buyerItems, holds, orders } = schema

/** Reads the state of a sale for the gate. The caller holds the lock of the sale's row, so that commits wait. */
export async function readSnapshot(tx: Transaction, sale: SaleRow): Promise<Omit<Snapshot, 'epoch'>> {
  const { id: saleId, startsAt, buyerLimit, firstItemId } = sale
  const units = await tx
    .select({
      left: sql<number>`${items.stock} - ${items.held} - ${items.sold}`,
      out: items.held,
      limit: sql<number>`coalesce(${items.buyerLimit}, 0)`,
    })
    .from(items)
    .where(eq(items.saleId, saleId))
    .orderBy(items.id)
  const has = sql<number>`${buyers.held} + ${buyers.sold}`
  const owners = await tx
    .select({ userId: buyers.userId, units: has })
    .from(buyers)
    .where(and(eq(buyers.saleId, saleId), gt(has, 0)))
  const hasOf = sql<number>`${buyerItems.held} + ${buyerItems.sold}`
  const shares = await tx
    .select({ itemId: buyerItems.itemId, userId: buyerItems.userId, units: hasOf })
    .from(buyerItems)
    .where(and(eq(buyerItems.saleId, saleId), gt(hasOf, 0)))
  return {
    saleId,
    startsAt,
    buyerLimit,
    endsAt: sale.closedAt ?? sale.endsAt,
    paused: sale.pausedAt !== null,
    units,
    limits: units.map((item) => item.limit),
    buyers: owners,
    buyerItems: shares.map(({ itemId, userId, units }) => ({ position: itemId - firstItemId, userId, units })),
    held: await readHeld(tx, sale),
  }
}

/** Units that active holds and undecided orders keep off the shelf. */
async function readHeld(tx: Transaction, { id: saleId, firstItemId }: SaleRow): Promise<HeldTake[]> {
  const active = await tx
    .select({ id: holds.id, itemId: holds.itemId, userId: holds.userId })
    .from(holds)
    .where(and(eq(holds.saleId, saleId), eq(holds.status, 'active')))
  const columns = { id: orders.id, userId: orders.userId, lines: orders.lines }
  const ofSale = eq(orders.saleId, saleId)
  // Two queries, because each has an index of its own: a sale may have millions of orders.
  const undecided = [
    ...(await tx
      .select(columns)
      .from(orders)
      .where(and(ofSale, inArray(orders.status, ['queued', 'processing'])))),
    ...(await tx
      .select(columns)
      .from(orders)
      .where(and(ofSale, eq(orders.status, 'awaiting_payment')))),
  ]
  return [
    ...active.map(({ id, itemId, userId }) => {
      return { id, kind: 'hold' as const, userId, lines: [{ position: itemId - firstItemId, quantity: 1 }] }
    }),
    ...undecided.map(({ id, userId, lines }) => {
      const held = (lines ?? []).map((line) => ({ position: line.item_id - firstItemId, quantity: line.quantity }))
      return { id, kind: 'order' as const, userId, lines: held }
    }),
  ]
}
