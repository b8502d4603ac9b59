import { schema } from '@hourglass/db'
import { and, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'
import { SOLD_OUT_GATE_MS } from '../sale/rebuild-gate.ts'
import { logSales, transitionSales } from '../sale/write-sale-events.ts'

const { sales, items } = schema

/**
 * Marks sales that have sold their last unit, each once, by the ledger alone. From then on the gate is not called for them.
 * @returns how many sales were marked
 */
export async function closeSoldOut(ctx: Context): Promise<number> {
  const unsold = sql`SELECT FROM ${items} WHERE ${items.saleId} = ${sales.id} AND ${items.sold} < ${items.stock}`
  const soldOut = sql`NOT EXISTS (${unsold})`
  const closed = await ctx.db.transaction(async (tx) => {
    const going = and(isNull(sales.soldOutAt), lte(sales.startsAt, sql`now()`), soldOut)
    const locked = await tx.select({ id: sales.id }).from(sales).where(going).for('no key update')
    // Items may have been added during the wait for the lock. Only a new statement sees them, so the condition is checked again.
    const still = inArray(
      sales.id,
      locked.map(({ id }) => id),
    )
    return locked.length > 0 ? transitionSales(tx, 'sale.sold_out', { soldOutAt: sql`now()` }, and(still, soldOut)) : []
  })
  logSales(ctx, 'sale.sold_out', closed)
  for (const id of closed) {
    await ctx.sales.refresh(id)
    if (ctx.gate.up) await ctx.gate.keep(id, SOLD_OUT_GATE_MS)
  }
  return closed.length
}
