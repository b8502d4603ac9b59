import { schema } from '@hourglass/db'
import { and, asc, eq, gt } from 'drizzle-orm'
import { listedItemsInput, type OfferedItemsView, type Outcome, ok, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { isSealed, refuseSale } from './sealed.ts'
import { itemSummary, positionOf } from './views.ts'

const { items } = schema

/**
 * The items of a sale as its merchant manages them: with the ledger's counters and, before the sale opens, also those that shoppers cannot
 * see yet. Hourly sales are sealed for everybody.
 */
export async function listOfferedItems(ctx: Context, raw: unknown): Promise<Outcome<OfferedItemsView>> {
  const input = parse(listedItemsInput, raw)
  if (!input.ok) return input
  const { id, limit, cursor } = input.value
  try {
    const sale = await ctx.sales.get(id)
    if (!sale) return refuse('sale_not_found')
    if (sale.kind === 'hourly' && isSealed(sale)) return refuseSale(sale, 'sale_not_open')
    const rows = await ctx.db
      .select()
      .from(items)
      .where(and(eq(items.saleId, id), cursor === undefined ? undefined : gt(items.id, cursor)))
      .orderBy(asc(items.id))
      .limit(limit + 1)
    const page = rows.slice(0, limit)
    const money = (amount: number) => ({ amount, currency: sale.currency })
    return ok({
      sale_id: id,
      items: page.map((item) => ({
        ...itemSummary(sale, item.id),
        position: positionOf(sale, item.id),
        price: money(item.price),
        list_price: item.listPrice === null ? null : money(item.listPrice),
        buyer_limit: item.buyerLimit,
        description: item.description,
        picture: item.picture,
        stock: item.stock,
        sold: item.sold,
        held: item.held,
        withdrawn_at: item.withdrawnAt?.toISOString() ?? null,
      })),
      next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
