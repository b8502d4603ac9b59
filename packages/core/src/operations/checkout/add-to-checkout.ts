import { CHECKOUT_ITEMS_MAX, no } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import type { ItemLine } from '../sale/views.ts'
import { checkoutFromLedger } from './checkout-from-ledger.ts'
import { type Chosen, tooMany } from './chosen.ts'

/**
 * Adds to a checkout that the gate does not know (any more): the ledger tells whether it is open, whose it is and what
 * it holds. The attempt that follows is the addition; purchase reads them together.
 * @throws Busy @throws LedgerUnavailable
 */
export async function addToCheckout(
  ctx: Context,
  sale: Sale,
  draft: { checkoutId: string; userId: string; lines: ItemLine[] },
): Promise<Chosen> {
  const key = { saleId: sale.id, id: draft.checkoutId }
  const stored = await ctx.ledger.readCheckout(key)
  if (!stored || stored.userId !== draft.userId) return no('code_not_found')
  if (stored.leftMs <= 0) return no('code_expired')
  if (new Set([...stored.lines, ...draft.lines].map((line) => line.itemId)).size > CHECKOUT_ITEMS_MAX) return tooMany()
  return checkoutFromLedger(ctx, sale, draft.lines)
}
