import {
  CART_LINES_MAX,
  type CartLineInput,
  type CartView,
  cartAddInput,
  cartLineInput,
  type Outcome,
  refuse,
} from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { ifOpened, isSealed, refuseSale } from '../sale/sealed.ts'
import { positionOf } from '../sale/views.ts'
import { ownerOf, viewCart, wrongField } from './cart.ts'

/** Adds units of an item to a buyer's cart. */
export async function addToCart(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartAddInput, raw)
  return input.ok ? putLine(ctx, input.value, 'add') : input
}

/** Sets the quantity of an item in a buyer's cart. Creates the line if needed. */
export async function setCartLine(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartLineInput, raw)
  return input.ok ? putLine(ctx, input.value, 'set') : input
}

/** Adds to a line of a cart, or replaces it. */
export async function putLine(ctx: Context, input: CartLineInput, mode: 'add' | 'set'): Promise<Outcome<CartView>> {
  const { item_id: itemId, quantity } = input
  const known = await ctx.sales.ofItem(itemId)
  if (!known) return refuse('item_not_found')
  const sale = await ifOpened(ctx, known)
  if (isSealed(sale)) return refuseSale(sale, 'sale_not_open')
  const position = positionOf(sale, itemId)
  const stock = sale.stocks[position] ?? 0
  const limit = Math.min(sale.buyerLimit, sale.labels?.[position]?.buyerLimit ?? sale.buyerLimit)
  const most = Math.min(limit, stock)
  const why = most === stock ? `only ${stock} exist` : `the limit per buyer in this sale is ${most}`
  if (quantity > most) return wrongField('quantity', `quantity must be at most ${most}: ${why}`)
  const verdict = await ctx.ledger.carts.put(ownerOf(input), {
    saleId: sale.id,
    itemId,
    quantity,
    add: mode === 'add',
    unitsMax: most,
    linesMax: CART_LINES_MAX,
    // Even without an idempotency key the statement may run twice, when a response of PostgreSQL is lost.
    requestId: ctx.requestId ?? ctx.newId(),
  })
  switch (verdict) {
    case 'put':
      return viewCart(ctx, ownerOf(input))
    case 'sale_closed':
      return refuse('sale_closed')
    case 'too_many_lines':
      return wrongField('item_id', `item_id does not fit: the cart already has ${CART_LINES_MAX} items`)
    case 'too_many_units':
      return wrongField('quantity', `quantity plus the units in the cart must be at most ${most}: ${why}`)
  }
}
