import { type CartView, cartLineInput, type Outcome } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { putLine } from './put-line.ts'

/** Sets how many units of an item are in a buyer's cart; the line is made when there is none. */
export async function setCartLine(ctx: Context, raw: unknown): Promise<Outcome<CartView>> {
  const input = parse(cartLineInput, raw)
  return input.ok ? putLine(ctx, input.value, 'set') : input
}
