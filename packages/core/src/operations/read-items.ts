import { describeThing, drawThing } from '../catalog/index.ts'
import {
  type ItemView,
  itemInput,
  no,
  type Outcome,
  type SaleItemsView,
  saleItemsInput,
  yes,
} from '../contract/index.ts'
import type { Sale } from '../ledger/index.ts'
import type { Context } from './context.ts'
import { parse } from './parse.ts'
import { type Shelf, STATES } from './shelves.ts'
import { itemIdAt, itemSummary, positionOf } from './views.ts'

/** One item: what it is, what it costs, whether it can be had. */
export async function readItem(ctx: Context, raw: unknown): Promise<Outcome<ItemView>> {
  const input = parse(itemInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.ofItem(input.value.id)
  if (!sale) return no('item_not_found')
  return yes(itemView(sale, await ctx.shelves.read(sale), positionOf(sale, input.value.id)))
}

/** A page of a sale's items in order of id, all or those in one state. */
export async function listItems(ctx: Context, raw: unknown): Promise<Outcome<SaleItemsView>> {
  const input = parse(saleItemsInput, raw)
  if (!input.ok) return input
  const { id, limit, offset, state } = input.value
  const sale = await ctx.sales.get(id)
  if (!sale) return no('sale_not_found')
  const shelf = await ctx.shelves.read(sale)
  const positions = Array.from(shelf.states.keys())
  const wanted = state === undefined ? positions : positions.filter((at) => shelf.states[at] === STATES.indexOf(state))
  const page = wanted.slice(offset, offset + limit)
  return yes({ sale_id: id, total: wanted.length, offset, limit, items: page.map((at) => itemView(sale, shelf, at)) })
}

/** An item's picture, an SVG document. It never changes. */
export async function drawItem(ctx: Context, raw: unknown): Promise<Outcome<string>> {
  const input = parse(itemInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.ofItem(input.value.id)
  return sale ? yes(drawThing(sale.seed, positionOf(sale, input.value.id))) : no('item_not_found')
}

function itemView(sale: Sale, shelf: Shelf, position: number): ItemView {
  const thing = describeThing(sale.seed, position)
  return {
    ...itemSummary(sale, itemIdAt(sale, position)),
    sale_id: sale.id,
    state: STATES[shelf.states[position] ?? 2] ?? 'sold',
    stock: sale.stocks[position] ?? 0,
    units_left: shelf.left[position] ?? 0,
    colour: thing.colour,
    traits: { ...thing.traits },
    rarity: thing.rarity,
  }
}
