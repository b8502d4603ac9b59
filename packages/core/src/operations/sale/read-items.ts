import { schema } from '@hourglass/db'
import { and, eq } from 'drizzle-orm'
import { describeItem, drawItemPicture, drawNameCard } from '../../catalog/index.ts'
import {
  ITEM_STATES,
  type ItemDetailsView,
  type ItemView,
  itemInput,
  type Outcome,
  ok,
  refuse,
  type SaleItemsView,
  saleItemsInput,
} from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import type { Shelf } from '../runtime/shelves.ts'
import { ifOpened, isSealed, refuseSale } from './sealed.ts'
import { itemIdAt, itemSummary, positionOf, saleStatus } from './views.ts'

const { items } = schema

/** Descriptions are long and read one at a time, so they are not in the directory. Generated items have none. */
async function readDescription(ctx: Context, sale: Sale, id: number): Promise<string | null> {
  if (sale.kind === 'hourly') return null
  const [item] = await ctx.db
    .select({ description: items.description })
    .from(items)
    .where(and(eq(items.saleId, sale.id), eq(items.id, id)))
  return item?.description ?? null
}

/** One item with its price and availability. */
export async function readItem(ctx: Context, raw: unknown): Promise<Outcome<ItemDetailsView>> {
  const input = parse(itemInput, raw)
  if (!input.ok) return input
  const sale = await saleOfShownItem(ctx, input.value.id)
  if (!sale) return refuse('item_not_found')
  const { id } = input.value
  const [shelf, description] = await Promise.all([ctx.shelves.read(sale), readDescription(ctx, sale, id)])
  return ok({ ...itemView(sale, shelf, { position: positionOf(sale, id), now: ctx.clock() }), description })
}

/**
 * A page of a sale's items by id, all or those in one state. With a cursor, an item that stays in the state appears on exactly one
 * page, whatever happens to the others.
 */
export async function listItems(ctx: Context, raw: unknown): Promise<Outcome<SaleItemsView>> {
  const input = parse(saleItemsInput, raw)
  if (!input.ok) return input
  const { id, limit, cursor, offset, state } = input.value
  const known = await ctx.sales.get(id)
  if (!known) return refuse('sale_not_found')
  const sale = await ifOpened(ctx, known)
  if (isSealed(sale)) return refuseSale(sale, 'sale_not_open')
  const shelf = await ctx.shelves.read(sale)
  const positions = Array.from(shelf.states.keys())
  const wanted =
    state === undefined ? positions : positions.filter((at) => shelf.states[at] === ITEM_STATES.indexOf(state))
  const rest = cursor === undefined ? wanted : wanted.filter((at) => itemIdAt(sale, at) > cursor)
  const page = rest.slice(offset, offset + limit)
  const last = page.at(-1)
  const next_cursor = last === undefined || rest.length <= offset + limit ? null : itemIdAt(sale, last)
  const now = ctx.clock()
  const items = page.map((position) => itemView(sale, shelf, { position, now }))
  return ok({ sale_id: id, total: wanted.length, offset, limit, items, next_cursor })
}

/** The picture of an item, an immutable SVG document: the generated one, or a card with the name that a merchant gave it. */
export async function drawItem(ctx: Context, raw: unknown): Promise<Outcome<string>> {
  const input = parse(itemInput, raw)
  if (!input.ok) return input
  const sale = await saleOfShownItem(ctx, input.value.id)
  if (!sale) return refuse('item_not_found')
  const position = positionOf(sale, input.value.id)
  const name = sale.labels?.[position]?.name
  return ok(name ? drawNameCard(name) : drawItemPicture(sale, position))
}

/** The sale of an item, or null if it is sealed: its items are not visible yet. */
export async function saleOfShownItem(ctx: Context, itemId: number): Promise<Sale | null> {
  const known = await ctx.sales.ofItem(itemId)
  const sale = known && (await ifOpened(ctx, known))
  return sale && !isSealed(sale) ? sale : null
}

function itemView(sale: Sale, shelf: Shelf, seen: { position: number; now: Date }): ItemView {
  const { position, now } = seen
  const { endsAt, currency } = sale
  const label = sale.labels?.[position]
  const price = sale.prices[position] ?? 0
  const listPrice = label?.listPrice ?? null
  const described = describeItem(sale, position)
  return {
    ...itemSummary(sale, itemIdAt(sale, position)),
    sale_id: sale.id,
    state: ITEM_STATES[shelf.states[position] ?? 2] ?? 'sold',
    stock: sale.stocks[position] ?? 0,
    units_left: shelf.left[position] ?? 0,
    list_price: listPrice === null ? null : { amount: listPrice, currency },
    discount_percent: listPrice ? Math.floor((100 * (listPrice - price)) / listPrice) : 0,
    buyer_limit: label?.buyerLimit ?? null,
    withdrawn: label?.withdrawn ?? false,
    sale_status: saleStatus(sale, now),
    sale_ends_at: endsAt?.toISOString() ?? null,
    time_remaining_ms: endsAt ? Math.max(0, endsAt.getTime() - now.getTime()) : null,
    colour: described.colour,
    traits: { ...described.traits },
    rarity: described.rarity,
  }
}
