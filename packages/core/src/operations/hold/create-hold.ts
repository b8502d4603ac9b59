import { type HoldView, holdInput, no, type Outcome, yes } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { setAside } from '../take/reserve.ts'
import { holdView } from './hold-view.ts'

/**
 * Sets one unit of an item aside for a buyer until `expires_at`. A buyer has one active hold of an item: the same again gives
 * the same hold, its deadline unmoved. It counts against the limit. `made`: by this call.
 */
export async function createHold(
  ctx: Context,
  raw: unknown,
): Promise<Outcome<{ made: boolean; reservation: HoldView }>> {
  const input = parse(holdInput, raw)
  if (!input.ok) return input
  const { item_id: itemId, user_id: userId } = input.value
  try {
    const sale = await ctx.sales.ofItem(itemId)
    if (!sale) return no('item_not_found')
    const lines = [{ itemId, quantity: 1 }]
    const aside = await setAside(ctx, sale.id, { id: ctx.requestId ?? ctx.newId(), kind: 'hold', userId, lines })
    if (!aside.ok) return aside
    const hold = await ctx.ledger.readHold(aside.id)
    return hold ? yes({ made: aside.made, reservation: holdView(ctx, sale, hold) }) : no('unavailable')
  } catch (error) {
    return ledgerRefusal(error)
  }
}
