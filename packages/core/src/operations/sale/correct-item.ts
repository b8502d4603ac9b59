import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import {
  type CorrectItemInput,
  correctItemInput,
  type Outcome,
  ok,
  type Refused,
  refuse,
  type SaleView,
  withdrawItemInput,
} from '../../contract/index.ts'
import type { SaleRow } from '../../ledger/index.ts'
import { refuseUnknownPictures } from '../picture/unknown-pictures.ts'
import type { Context } from '../runtime/context.ts'
import { recordApplied, wasApplied } from '../runtime/idempotency.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { invalid, parse } from '../runtime/parse.ts'
import { lockSale, NEXT_EPOCH, saleAfter } from './edit-sale.ts'
import { sandboxMember } from './write-sale-events.ts'

const { items, outboxEvents, sales } = schema

type Item = typeof items.$inferSelect
type Change = (tx: Transaction, item: Item) => Promise<Refused | Partial<Item>>

/**
 * Corrects stock, prices, description or picture of an item, also while it sells. Stock cannot fall below what is sold and held. A buyer
 * with a checkout or a hold pays the price that it showed, or is refused with `price_changed`.
 */
export async function correctItem(ctx: Context, raw: unknown): Promise<Outcome<SaleView>> {
  const input = parse(correctItemInput, raw)
  if (!input.ok) return input
  const { id, ...changes } = input.value
  return changeItem(ctx, id, 'item.corrected', (tx, item) => correction(tx, item, changes))
}

/**
 * Takes an item out of the sale for good. What is sold stays sold and what is held can still be bought; every other unit is gone, and so is
 * each held one that is not bought. May be repeated.
 */
export async function withdrawItem(ctx: Context, raw: unknown): Promise<Outcome<SaleView>> {
  const input = parse(withdrawItemInput, raw)
  if (!input.ok) return input
  return changeItem(ctx, input.value.id, 'item.withdrawn', async (_tx, { held, sold }) => {
    return { withdrawnAt: new Date(), stock: held + sold }
  })
}

async function changeItem(
  ctx: Context,
  itemId: number,
  event: 'item.corrected' | 'item.withdrawn',
  change: Change,
): Promise<Outcome<SaleView>> {
  try {
    const found = await ctx.sales.ofItem(itemId)
    if (!found) return refuse('item_not_found')
    const refused = await ctx.db.transaction((tx) => apply(ctx, tx, { saleId: found.id, itemId, event, change }))
    if (refused) return refused
    ctx.log.info(
      { event, sale_id: found.id, item_id: itemId },
      event === 'item.withdrawn' ? 'item withdrawn' : 'item corrected',
    )
    return ok(await saleAfter(ctx, found.id, event))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

interface Asked {
  saleId: number
  itemId: number
  event: 'item.corrected' | 'item.withdrawn'
  change: Change
}

/** The sale's lock keeps every batch of takes out, so the counters that decide are those that are changed. */
async function apply(ctx: Context, tx: Transaction, { saleId, itemId, event, change }: Asked): Promise<Refused | null> {
  const sale = await lockSale(ctx, tx, saleId)
  if (!sale) return refuse('item_not_found')
  if (await wasApplied(tx, ctx.requestId)) return null
  const own = and(eq(items.saleId, saleId), eq(items.id, itemId))
  const [item] = await tx.select().from(items).where(own).for('no key update')
  if (!item) return refuse('item_not_found')
  const refused = refusedFor(sale, item, event)
  if (refused) return refused
  if (event === 'item.withdrawn' && item.withdrawnAt) return null
  const changes = await change(tx, item)
  if ('code' in changes) return changes
  const [changed] = await tx.update(items).set(changes).where(own).returning()
  if (!changed) throw new Error('the item was not changed')
  // More stock can end "sold out"; less stock can bring it about, which the next run of the job marks.
  await tx
    .update(sales)
    .set({ epoch: NEXT_EPOCH, soldOutAt: soldOutAfter(changed, item) })
    .where(eq(sales.id, saleId))
  const { stock, price, listPrice: list_price } = changed
  const data = { item_id: itemId, sale_id: saleId, stock, price, list_price, ...sandboxMember(sale.sandbox) }
  await tx.insert(outboxEvents).values({ saleId, type: event, subject: String(itemId), data })
  await recordApplied(tx, ctx.requestId)
  return null
}

const soldOutAfter = (now: Item, before: Item) => (now.stock > before.stock ? null : sql`${sales.soldOutAt}`)

function refusedFor(sale: SaleRow & { over: boolean }, item: Item, event: Asked['event']): Refused | null {
  if (sale.kind === 'hourly') {
    const detail = 'id is an item of an hourly sale: what those offer is fixed before they open'
    return invalid([{ pointer: '#/id', detail }])
  }
  if (sale.over) return refuse('sale_closed')
  return item.withdrawnAt && event === 'item.corrected' ? refuse('item_withdrawn') : null
}

async function correction(
  tx: Transaction,
  item: Item,
  { stock, price, list_price, description, picture }: Omit<CorrectItemInput, 'id'>,
): Promise<Refused | Partial<Item>> {
  const taken = item.held + item.sold
  if (stock !== undefined && stock < taken) {
    const detail = `stock must be at least ${taken}: ${item.sold} are sold and ${item.held} reserved`
    return invalid([{ pointer: '#/stock', detail }])
  }
  const [priceNow, listPrice] = [price ?? item.price, list_price === undefined ? item.listPrice : list_price]
  if (listPrice !== null && listPrice < priceNow) {
    // The member that was given is the one to change.
    const pointer = list_price === undefined ? 'price' : 'list_price'
    const detail =
      list_price === undefined
        ? `price must not be above list_price, ${listPrice}`
        : 'list_price must not be below price'
    return invalid([{ pointer: `#/${pointer}`, detail }])
  }
  const unknown = await refuseUnknownPictures(tx, [{ picture: picture ?? undefined }], () => '#')
  if (unknown) return unknown
  return {
    ...(stock !== undefined && { stock }),
    price: priceNow,
    listPrice,
    ...(description !== undefined && { description }),
    ...(picture !== undefined && { picture }),
  }
}
