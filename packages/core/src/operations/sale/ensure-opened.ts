import { type Database, schema } from '@hourglass/db'
import { and, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { logSales } from './log-sales.ts'
import type { Transaction } from './make-sale.ts'
import { tellOfSales } from './write-sale-events.ts'

const { sales } = schema

/** Tells of the sales that have begun, each once. A sale that was closed before it began has never been open. */
export function tellOpened(tx: Transaction, which?: SQL): Promise<number[]> {
  const begun = and(isNull(sales.openedAt), isNull(sales.closedAt), lte(sales.startsAt, sql`now()`), which)
  return tellOfSales(tx, 'sale.opened', { openedAt: sql`now()` }, begun)
}

/** One look of a server at what has begun, for all who wait for it. */
const looks = new WeakMap<Database, Promise<void>>()

/**
 * Before anything of a sale is sold or held, that it is open has been told: what tells of a sale comes in order.
 * @throws when PostgreSQL is away
 */
export async function openingTold(ctx: Context, sale: Sale): Promise<void> {
  if (sale.openedAt) return
  const look = looks.get(ctx.db) ?? lookForOpened(ctx).finally(() => looks.delete(ctx.db))
  looks.set(ctx.db, look)
  await look
  await ctx.sales.refresh(sale.id)
}

async function lookForOpened(ctx: Context): Promise<void> {
  logSales(ctx, 'sale.opened', await ctx.db.transaction((tx) => tellOpened(tx)))
}
