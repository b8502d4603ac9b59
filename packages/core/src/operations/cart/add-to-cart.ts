import { type CartView, cartAddInput, type Outcome } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { putLine } from './put-line.ts'

/** Adds units of an item to a buyer's cart, to those that are there. */
export async function addToCart(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartAddInput, raw)
  return input.ok ? putLine(ctx, input.value, 'add') : input
}
