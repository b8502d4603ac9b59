import { schema } from '@hourglass/db'
import { and, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'
import { SOLD_OUT_GATE_MS } from '../sale/rebuild-gate.ts'
import { logSales, transitionSales } from '../sale/write-sale-events.ts'

const { sales, items } = schema

/**
 * Marks the sales that have sold their last unit, each once, whatever the gate believes. From then on nobody asks the
 * gate about them. @returns how many
 */
export async function closeSoldOut(ctx: Context): Promise<number> {
  const unsold = sql`SELECT FROM ${items} WHERE ${items.saleId} = ${sales.id} AND ${items.sold} < ${items.stock}`
  const soldOut = sql`NOT EXISTS (${unsold})`
  const closed = await ctx.db.transaction(async (tx) => {
    const going = and(isNull(sales.soldOutAt), lte(sales.startsAt, sql`now()`), soldOut)
    const locked = await tx.select({ id: sales.id }).from(sales).where(going).for('no key update')
    // While the lock was waited for, items may have been added: only a statement of its own sees them.
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
