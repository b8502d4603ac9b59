import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { logSales, transitionSales } from './write-sale-events.ts'

const { sales } = schema

/** Writes `sale.opened` for started sales, once each. A sale that was closed before its start never opens. */
export function markStartedSalesOpened(tx: Transaction, which?: SQL): Promise<number[]> {
  const begun = and(isNull(sales.openedAt), isNull(sales.closedAt), lte(sales.startsAt, sql`now()`), which)
  return transitionSales(tx, 'sale.opened', { openedAt: sql`now()` }, begun)
}

/**
 * Ensures that `sale.opened` is written before any order or hold event of the sale.
 * @throws when PostgreSQL is unavailable
 */
export async function ensureSaleOpened(ctx: Context, sale: Sale): Promise<void> {
  if (sale.openedAt) return
  await ctx.flights.run('open begun sales', () => openStartedSales(ctx))
  await ctx.sales.refresh(sale.id)
}

async function openStartedSales(ctx: Context): Promise<void> {
  logSales(ctx, 'sale.opened', await ctx.db.transaction((tx) => markStartedSalesOpened(tx)))
}
