import { schema } from '@hourglass/db'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { duplicateSaleInput, type Outcome, refuse, type SaleView } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { invalid, parse } from '../runtime/parse.ts'
import { openMerchantSale } from './open-merchant-sale.ts'

const { items } = schema

/**
 * Creates a merchant sale with the items, prices and limits of another. Every item has the stock that it has there, sold units included;
 * withdrawn items are left out. Items can be corrected until the new sale opens, and after.
 */
export async function duplicateSale(ctx: Context, raw: unknown): Promise<Outcome<SaleView>> {
  const input = parse(duplicateSaleInput, raw)
  if (!input.ok) return input
  const { id, name, starts_at, ends_at } = input.value
  try {
    const sale = await ctx.sales.get(id)
    if (!sale) return refuse('sale_not_found')
    if (sale.kind === 'hourly')
      return invalid([{ pointer: '#/id', detail: 'id is an hourly sale: its items exist only once' }])
    const rows = await ctx.db
      .select()
      .from(items)
      .where(and(eq(items.saleId, id), isNull(items.withdrawnAt)))
      .orderBy(asc(items.id))
    if (rows.length === 0) return invalid([{ pointer: '#/id', detail: 'id is a sale whose items are all withdrawn' }])
    return await openMerchantSale(ctx, {
      name: name ?? sale.name ?? `Drop ${id}`,
      starts_at,
      ...(ends_at && { ends_at }),
      buyer_limit: sale.buyerLimit,
      preview: sale.preview,
      guests: sale.guests,
      door: sale.door === 'open' ? 'open' : 'queue',
      payment: sale.payment,
      currency: sale.currency,
      items: rows.map((item) => ({
        stock: item.stock,
        price: item.price,
        ...(item.name !== null && { name: item.name }),
        ...(item.description !== null && { description: item.description }),
        ...(item.picture !== null && { picture: item.picture }),
        ...(item.listPrice !== null && { list_price: item.listPrice }),
        ...(item.buyerLimit !== null && { buyer_limit: item.buyerLimit }),
      })),
    })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
