import { schema } from '@hourglass/db'
import { and, isNull, lte, sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'
import { tellOpened } from '../sale/ensure-opened.ts'
import { logSales, tellOfSales } from '../sale/write-sale-events.ts'

const { sales } = schema

/**
 * Tells of sales that have opened and closes those whose end has come, each once, however many servers do it. That a sale is open
 * or over does not wait for this: gate and ledger go by their clocks.
 * @returns how many were told of
 */
export async function keepCalendar(ctx: Context): Promise<number> {
  const opened = await ctx.db.transaction((tx) => tellOpened(tx))
  const over = and(isNull(sales.closedAt), lte(sales.endsAt, sql`now()`))
  const closed = await ctx.db.transaction((tx) => tellOfSales(tx, 'sale.closed', { closedAt: sql`now()` }, over))
  logSales(ctx, 'sale.opened', opened)
  logSales(ctx, 'sale.closed', closed)
  return opened.length + closed.length
}
