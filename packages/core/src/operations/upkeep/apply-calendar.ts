import { schema } from '@hourglass/db'
import { and, isNull, lte, sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'
import { openBegun } from '../sale/ensure-opened.ts'
import { logSales, transitionSales } from '../sale/write-sale-events.ts'

const { sales } = schema

/**
 * Tells of sales that have opened and closes those whose end has come, each once, however many servers do it. That a sale is open
 * or over does not wait for this: gate and ledger go by their clocks.
 * @returns how many were told of
 */
export async function applyScheduledTransitions(ctx: Context): Promise<number> {
  const opened = await ctx.db.transaction((tx) => openBegun(tx))
  const over = and(isNull(sales.closedAt), lte(sales.endsAt, sql`now()`))
  const closed = await ctx.db.transaction((tx) => transitionSales(tx, 'sale.closed', { closedAt: sql`now()` }, over))
  logSales(ctx, 'sale.opened', opened)
  logSales(ctx, 'sale.closed', closed)
  return opened.length + closed.length
}
