import { schema } from '@hourglass/db'
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { no, type Outcome, type SaleView, saleInput, yes } from '../../contract/index.ts'
import type { Context } from '../context.ts'
import { ledgerRefusal } from '../ledger-refusal.ts'
import { parse } from '../parse.ts'
import { saleAfter } from './sale-after.ts'

const { sales, outboxEvents } = schema

/** Nothing is sold or set aside until it is resumed. What is held stays held; its time goes on, and it may be confirmed. */
export const pauseSale = (ctx: Context, raw: unknown) => steer(ctx, raw, 'paused')
export const resumeSale = (ctx: Context, raw: unknown) => steer(ctx, raw, 'resumed')
/** For good: as if `ends_at` had come. What is held may still be confirmed until its own deadline. */
export const closeSale = (ctx: Context, raw: unknown) => steer(ctx, raw, 'closed')

const changes = {
  paused: { set: { pausedAt: sql`now()` }, when: isNull(sales.pausedAt) },
  resumed: { set: { pausedAt: null }, when: isNotNull(sales.pausedAt) },
  closed: { set: { closedAt: sql`now()` }, when: isNull(sales.closedAt) },
}

/** A sale that is already what it is to become stays so, and nothing is told twice. */
async function steer(ctx: Context, raw: unknown, to: keyof typeof changes): Promise<Outcome<SaleView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const { id } = input.value
  const { set, when } = changes[to]
  try {
    const sale = await ctx.sales.refresh(id)
    if (!sale) return no('sale_not_found')
    if (to !== 'closed' && (sale.closedAt || (sale.endsAt && sale.endsAt <= ctx.clock()))) return no('sale_closed')
    await ctx.db.transaction(async (tx) => {
      const changed = await tx
        .update(sales)
        .set(set)
        .where(and(eq(sales.id, id), isNull(sales.closedAt), when))
        .returning({ id: sales.id })
      if (changed.length === 0) return
      await tx
        .insert(outboxEvents)
        .values({ saleId: id, type: `sale.${to}`, subject: String(id), data: { sale_id: id } })
    })
    return yes(await saleAfter(ctx, id, `the sale was ${to}`))
  } catch (error) {
    return ledgerRefusal(error)
  }
}
