import { schema } from '@hourglass/db'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Sale } from '../ledger/index.ts'
import type { Context } from './context.ts'
import type { LedgerState } from './disagreements.ts'

const { sales, outboxEvents } = schema

/** The gate of a sold out sale stays this long, for those who still look. */
const SOLD_OUT_GATE_MS = 60_000

/** Marks a sale that has sold its last unit, once. From then on nobody asks the gate about it. */
export async function closeSoldOut(ctx: Context, sale: Sale, ledger: LedgerState): Promise<void> {
  if (!sale.stocks.every((stock, position) => ledger.sold[position] === stock)) return
  const closed = await ctx.db.transaction(async (tx) => {
    const rows = await tx
      .update(sales)
      .set({ soldOutAt: sql`now()` })
      .where(and(eq(sales.id, sale.id), isNull(sales.soldOutAt)))
      .returning({ id: sales.id })
    if (rows.length === 0) return false
    await tx
      .insert(outboxEvents)
      .values({ saleId: sale.id, type: 'sale.sold_out', subject: String(sale.id), data: { sale_id: sale.id } })
    return true
  })
  await ctx.sales.refresh(sale.id)
  await ctx.gate.keep(sale.id, SOLD_OUT_GATE_MS)
  if (closed) ctx.log.info({ sale_id: sale.id }, 'sale sold out')
}
