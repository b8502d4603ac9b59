import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, count, eq, gt, max, ne, sql, sum } from 'drizzle-orm'

const { items, buyers, buyerItems, orders, orderLines, returnedLines, holds, attempts } = schema

/** Totals of one sale from one snapshot: in units, unless they count rows. */
export interface SaleTotals {
  stock: number
  sold: number
  held: number
  /** Rows in the list of sold units. */
  lines: number
  /** Units that were returned, and rows in the list of returned units. */
  returned: number
  returnedLines: number
  /** Orders by status, and their units without those that were returned. Void orders are voided takes. */
  ordered: Record<string, { count: number; units: number }>
  /** Holds by status. */
  reservations: Record<string, number>
  buyers: number
  /** Most units that one buyer has. */
  most: number
  soldToBuyers: number
  heldForBuyers: number
  /** Buyers beyond the limit of an item. */
  beyondItemLimit: number
  attempts: Record<string, number>
}

/** Sums the rows of a sale. The transaction must be a consistent snapshot. */
export async function readTotals(tx: Transaction, saleId: number): Promise<SaleTotals> {
  const [units] = await tx
    .select({ stock: sum(items.stock), sold: sum(items.sold), held: sum(items.held) })
    .from(items)
    .where(eq(items.saleId, saleId))
  const ordered = await tx
    .select({
      status: orders.status,
      count: count(),
      units: sum(sql`${orders.units} - ${orders.returned}`),
      returned: sum(orders.returned),
    })
    .from(orders)
    .where(eq(orders.saleId, saleId))
    .groupBy(orders.status)
  const held = await tx
    .select({ status: holds.status, count: count() })
    .from(holds)
    .where(and(eq(holds.saleId, saleId), ne(holds.status, 'void')))
    .groupBy(holds.status)
  const has = sql<number>`${buyers.held} + ${buyers.sold}`
  const [owners] = await tx
    .select({ count: count(), most: max(has), sold: sum(buyers.sold), held: sum(buyers.held) })
    .from(buyers)
    .where(and(eq(buyers.saleId, saleId), gt(has, 0)))
  const hasOf = sql`${buyerItems.held} + ${buyerItems.sold}`
  const tried = await tx
    .select({ outcome: attempts.outcome, count: count() })
    .from(attempts)
    .where(eq(attempts.saleId, saleId))
    .groupBy(attempts.outcome)
  return {
    stock: Number(units?.stock ?? 0),
    sold: Number(units?.sold ?? 0),
    held: Number(units?.held ?? 0),
    lines: await tx.$count(orderLines, eq(orderLines.saleId, saleId)),
    returned: ordered.reduce((total, row) => total + Number(row.returned), 0),
    returnedLines: await tx.$count(returnedLines, eq(returnedLines.saleId, saleId)),
    ordered: Object.fromEntries(ordered.map((row) => [row.status, { count: row.count, units: Number(row.units) }])),
    reservations: Object.fromEntries(held.map((row) => [row.status, row.count])),
    buyers: owners?.count ?? 0,
    most: Number(owners?.most ?? 0),
    soldToBuyers: Number(owners?.sold ?? 0),
    heldForBuyers: Number(owners?.held ?? 0),
    beyondItemLimit: await tx.$count(buyerItems, and(eq(buyerItems.saleId, saleId), gt(hasOf, buyerItems.buyerLimit))),
    attempts: Object.fromEntries(tried.map((row) => [row.outcome, row.count])),
  }
}
