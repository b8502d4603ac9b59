import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import {
  addItemsInput,
  type ListedItem,
  type Outcome,
  ok,
  type Refused,
  refuse,
  type SaleView,
} from '../../contract/index.ts'
import { refuseUnknownPictures } from '../picture/unknown-pictures.ts'
import type { Context } from '../runtime/context.ts'
import { recordApplied, wasApplied } from '../runtime/idempotency.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { insertItems, lockSale, NEXT_EPOCH, saleAfter } from './edit-sale.ts'

const { sales } = schema

/** Adds items to a merchant sale, even while it is open or after it has sold out. */
export async function addItems(ctx: Context, raw: unknown): Promise<Outcome<SaleView>> {
  const input = parse(addItemsInput, raw)
  if (!input.ok) return input
  const { id, items } = input.value
  try {
    const refused = await add(ctx, id, items)
    return refused ?? ok(await saleAfter(ctx, id, 'items added'))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

function add(ctx: Context, id: number, items: readonly ListedItem[]): Promise<Refused | null> {
  return ctx.db.transaction(async (tx) => {
    const sale = await lockSale(ctx, tx, id)
    if (!sale) return refuse('sale_not_found')
    if (await wasApplied(tx, ctx.requestId)) return null
    if (sale.over) return refuse('sale_closed')
    const room = sale.itemsCapacity - sale.itemsCount
    if (items.length > room) {
      const detail =
        room > 0
          ? `items must have at most ${room} entries: the sale has no room for more`
          : 'items: the sale has no room for more'
      return refuse('invalid_request', { detail, errors: [{ pointer: '#/items', detail }] })
    }
    const unknown = await refuseUnknownPictures(tx, items, (at) => `#/items/${at}`)
    if (unknown) return unknown
    await insertItems(tx, { saleId: id, firstItemId: sale.firstItemId + sale.itemsCount }, items)
    const itemsCount = sql`${sales.itemsCount} + ${items.length}`
    await tx.update(sales).set({ itemsCount, soldOutAt: null, epoch: NEXT_EPOCH }).where(eq(sales.id, id))
    await recordApplied(tx, ctx.requestId)
    return null
  })
}
