import { sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'

/** Most open sales that are checked, newest first. */
export const BALANCED_SALES_MAX = 20

/** Totals of a sale's items compared with its orders, holds and buyers, in units, from one snapshot. */
export interface Balance {
  saleId: number
  stock: number
  sold: number
  held: number
  /** Rows in the list of sold units. */
  listed: number
  /** Units sold or held beyond the stock of their item. */
  oversold: number
  /** Units by which the totals differ: items against the list of sold units, buyers, and holds plus undecided orders. */
  mismatched: number
}

/** The balances of the open sales. One statement per sale, so that each is a consistent snapshot. @throws when PostgreSQL is unavailable */
export async function readBalances(ctx: Pick<Context, 'db' | 'sales' | 'clock'>): Promise<Balance[]> {
  const now = ctx.clock()
  const begun = ctx.sales.open(now).filter((sale) => sale.startsAt <= now)
  const balances: Balance[] = []
  for (const { id } of begun.slice(-BALANCED_SALES_MAX)) {
    const { rows } = await ctx.db.execute<Omit<Balance, 'saleId'> & Record<string, unknown>>(balanceOf(id))
    if (rows[0]) balances.push({ ...rows[0], saleId: id })
  }
  return balances
}

/** float8 is exact for these totals and becomes a number in JavaScript. */
const balanceOf = (saleId: number) => sql`
  WITH i AS (
    SELECT coalesce(sum(stock), 0) AS stock, coalesce(sum(sold), 0) AS sold, coalesce(sum(held), 0) AS held,
      coalesce(sum(greatest(sold + held - stock, 0)), 0) AS oversold
    FROM items WHERE sale_id = ${saleId}
  ), l AS (SELECT count(*) AS listed FROM order_lines WHERE sale_id = ${saleId}),
  b AS (SELECT coalesce(sum(sold), 0) AS sold, coalesce(sum(held), 0) AS held FROM buyers WHERE sale_id = ${saleId}),
  h AS (SELECT count(*) AS held FROM holds WHERE sale_id = ${saleId} AND state = 'active'),
  o AS (
    SELECT coalesce(sum(units), 0) AS held FROM (
      SELECT units FROM orders WHERE sale_id = ${saleId} AND status IN ('queued', 'processing')
      UNION ALL
      SELECT units FROM orders WHERE sale_id = ${saleId} AND status = 'awaiting_payment'
    ) AS undecided
  )
  SELECT i.stock::float8 AS stock, i.sold::float8 AS sold, i.held::float8 AS held, l.listed::float8 AS listed,
    (i.oversold + greatest(l.listed - i.stock, 0))::float8 AS oversold,
    (abs(l.listed - i.sold) + abs(b.sold - i.sold) + abs(b.held - i.held) + abs(h.held + o.held - i.held))::float8
      AS mismatched
  FROM i, l, b, h, o`
