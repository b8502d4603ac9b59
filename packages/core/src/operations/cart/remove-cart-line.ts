import { type CartView, cartInput, cartItemInput, type Outcome } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { ownerOf, viewCart } from './cart.ts'

/** Removes an item from a buyer's cart, if present. */
export async function removeCartLine(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartItemInput, raw)
  if (!input.ok) return input
  const owner = ownerOf(input.value)
  await ctx.ledger.carts.remove(owner, input.value.item_id)
  return viewCart(ctx, owner)
}

/** Empties a buyer's cart. */
export async function clearCart(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartInput, raw)
  if (!input.ok) return input
  const owner = ownerOf(input.value)
  await ctx.ledger.carts.remove(owner, null)
  return viewCart(ctx, owner)
}
