import { schema } from '@hourglass/db'
import { and, isNull, lte, sql } from 'drizzle-orm'
import type { Context } from './context.ts'

const { sales, items, outboxEvents } = schema

/** The gate of a sold out sale stays this long: until the last take of it is settled for certain. */
const SOLD_OUT_GATE_MS = 5 * 60_000

/**
 * Marks the sales that have sold their last unit, each once, whatever the gate believes. From then on nobody asks the
 * gate about them. @returns how many
 */
export async function closeSoldOut(ctx: Context): Promise<number> {
  const unsold = sql`SELECT FROM ${items} WHERE ${items.saleId} = ${sales.id} AND ${items.sold} < ${items.stock}`
  const closed = await ctx.db.transaction(async (tx) => {
    const rows = await tx
      .update(sales)
      .set({ soldOutAt: sql`now()` })
      .where(and(isNull(sales.soldOutAt), lte(sales.startsAt, sql`now()`), sql`NOT EXISTS (${unsold})`))
      .returning({ id: sales.id })
    const events = rows.map(({ id }) => ({
      saleId: id,
      type: 'sale.sold_out',
      subject: String(id),
      data: { sale_id: id },
    }))
    if (events.length > 0) await tx.insert(outboxEvents).values(events)
    return rows
  })
  for (const { id } of closed) {
    await ctx.sales.refresh(id)
    if (ctx.gate.up) await ctx.gate.keep(id, SOLD_OUT_GATE_MS)
    ctx.log.info({ sale_id: id }, 'sale sold out')
  }
  return closed.length
}
