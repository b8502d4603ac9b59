import { no, type OrderDetailsView, type Outcome, orderInput, yes } from '../../contract/index.ts'
import { saleOfItems } from '../checkout/sale-of-items.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import type { ItemLine } from '../sale/views.ts'
import { setAside } from '../take/reserve.ts'
import { isShown, orderDetails } from './order-details.ts'

/**
 * Orders several items with quantities, all of them or none. What is ordered is set aside and the order is in the ledger,
 * `queued`, before this says so; whether it is confirmed is decided later.
 */
export async function placeOrder(ctx: Context, raw: unknown): Promise<Outcome<OrderDetailsView>> {
  const input = parse(orderInput, raw)
  if (!input.ok) return input
  const { user_id: userId, items } = input.value
  try {
    const found = await saleOfItems(
      ctx,
      items.map((item) => item.id),
      'items',
    )
    if ('code' in found) return found
    const aside = await setAside(ctx, found.id, {
      id: ctx.requestId ?? ctx.newId(),
      kind: 'order',
      userId,
      lines: linesOf(items),
    })
    if (!aside.ok) return aside
    const order = await ctx.ledger.readOrder(aside.id)
    return isShown(order) ? yes(orderDetails(aside.sale, order)) : no('unavailable')
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** An item that is named twice is wanted that often; in order of item. */
function linesOf(items: readonly { id: number; quantity: number }[]): ItemLine[] {
  const quantities = new Map<number, number>()
  for (const { id, quantity } of items) quantities.set(id, (quantities.get(id) ?? 0) + quantity)
  return [...quantities].sort(([a], [b]) => a - b).map(([itemId, quantity]) => ({ itemId, quantity }))
}
