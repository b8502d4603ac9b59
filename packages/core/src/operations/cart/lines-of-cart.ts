import { no, type Refused } from '../../contract/index.ts'
import type { CartOwner } from '../../ledger/index.ts'
import { otherSale } from '../checkout/sale-of-items.ts'
import type { Context } from '../runtime/context.ts'
import type { ItemLine } from '../sale/views.ts'
import { readCartLines } from './read-cart.ts'

/**
 * The cart whole, to be checked out: its lines of the one sale that still sells, or of the sale that is named. The cart stays as it
 * is. @throws LedgerUnavailable
 */
export async function linesOfCart(
  ctx: Context,
  owner: CartOwner,
  saleId: number | undefined,
): Promise<ItemLine[] | Refused> {
  const lines = await readCartLines(ctx, owner)
  const chosen = saleId === undefined ? lines : lines.filter((line) => line.saleId === saleId)
  if (chosen.length === 0) {
    const detail = 'id is missing, and there is nothing in the cart that could be bought now'
    return no('invalid_request', { detail, errors: [{ pointer: '#/id', detail }] })
  }
  return new Set(chosen.map((line) => line.saleId)).size > 1 ? otherSale('sale_id') : chosen
}
