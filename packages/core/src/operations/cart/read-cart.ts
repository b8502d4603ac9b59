import { type CartView, cartInput, type Outcome, type Refused, refuse } from '../../contract/index.ts'
import type { CartOwner } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { otherSale } from '../sale/sale-of-items.ts'
import type { ItemLine } from '../sale/views.ts'
import { ownerOf, viewCart } from './cart.ts'

/** A buyer's cart with its total and the state of each line. It reserves nothing. */
export async function readCart(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartInput, raw)
  return input.ok ? viewCart(ctx, ownerOf(input.value)) : input
}

/**
 * The lines of a cart that can be checked out: their sale is open and not sold out.
 * @throws LedgerUnavailable
 */
export async function readCartLines(
  ctx: Context,
  owner: CartOwner,
): Promise<{ saleId: number; itemId: number; quantity: number }[]> {
  const { lines } = await ctx.ledger.carts.read(owner, false)
  return lines
    .filter(({ sale }) => sale === 'selling')
    .map(({ saleId, itemId, quantity }) => ({ saleId, itemId, quantity }))
}

/**
 * The lines of a cart to check out: all lines of the one sale that is selling, or of the given sale. The cart does not change.
 * @throws LedgerUnavailable
 */
export async function linesOfCart(
  ctx: Context,
  owner: CartOwner,
  saleId: number | undefined,
): Promise<ItemLine[] | Refused> {
  const lines = await readCartLines(ctx, owner)
  const chosen = saleId === undefined ? lines : lines.filter((line) => line.saleId === saleId)
  if (chosen.length === 0) {
    const detail = 'id is missing, and nothing in the cart can be bought now'
    return refuse('invalid_request', { detail, errors: [{ pointer: '#/id', detail }] })
  }
  return new Set(chosen.map((line) => line.saleId)).size > 1 ? otherSale('sale_id') : chosen
}
