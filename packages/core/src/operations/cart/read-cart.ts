import { type CartView, cartInput, type Outcome } from '../../contract/index.ts'
import type { CartOwner } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { ownerOf, viewCart } from './cart.ts'

/** A buyer's cart: what it would cost, and what has become of each line. It reserves nothing. */
export async function readCart(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartInput, raw)
  return input.ok ? viewCart(ctx, ownerOf(input.value)) : input
}

/**
 * What of a cart can be checked out: lines of sales that have begun, are not over and not sold out.
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
