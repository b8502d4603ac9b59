import { schema } from '@hourglass/db'
import { and, isNull, lte, sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'
import { markStartedSalesOpened } from '../sale/ensure-opened.ts'
import { logSales, transitionSales } from '../sale/write-sale-events.ts'

const { sales } = schema

/**
 * Writes `sale.opened` for sales that have started, and closes sales whose end has passed. Each happens once, however many servers run
 * this. Selling does not depend on it: gate and ledger decide by their own clocks whether a sale is open.
 * @returns how many sales changed
 */
export async function applyScheduledTransitions(ctx: Context): Promise<number> {
  const opened = await ctx.db.transaction((tx) => markStartedSalesOpened(tx))
  const over = and(isNull(sales.closedAt), lte(sales.endsAt, sql`now()`))
  const closed = await ctx.db.transaction((tx) => transitionSales(tx, 'sale.closed', { closedAt: sql`now()` }, over))
  logSales(ctx, 'sale.opened', opened)
  logSales(ctx, 'sale.closed', closed)
  return opened.length + closed.length
}
