import { type OrderDetailsView, type Outcome, ok, orderInput } from '../../contract/index.ts'
import { startPayment } from '../payment/advance-payments.ts'
import { paymentLinks } from '../payment/payment-links.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { saleOfItems } from '../sale/sale-of-items.ts'
import type { ItemLine } from '../sale/views.ts'
import { explainShortage } from '../take/shortage.ts'
import { take } from '../take/take.ts'
import { orderDetails, type ShownOrder } from './order-details.ts'

/**
 * Orders several items with quantities, all or none. The units are held and the order is committed as `queued` before this returns.
 * Whether it is confirmed is decided later.
 */
export async function placeOrder(ctx: Context, raw: unknown): Promise<Outcome<OrderDetailsView>> {
  const input = parse(orderInput, raw)
  if (!input.ok) return input
  const { user_id: userId, items } = input.value
  try {
    const itemIds = items.map((item) => item.id)
    const sale = await saleOfItems(ctx, itemIds, 'items')
    if ('code' in sale) return sale
    const wanted = { userId, lines: linesOf(items) }
    const id = ctx.requestId ?? ctx.newId()
    const result = await take(ctx, { kind: 'order', saleId: sale.id, id, userId, wanted })
    switch (result.status) {
      case 'taken': {
        const { createdAt, payBy } = result
        const status = payBy ? ('awaiting_payment' as const) : ('queued' as const)
        const order = { ...result, saleId: sale.id, status, reason: null, changedAt: createdAt, refunds: [] }
        return ok(orderDetails(ctx, result.sale, order, payBy ? await startPayment(ctx, id) : undefined))
      }
      case 'exists': {
        const prior = result.prior as ShownOrder
        return ok(orderDetails(ctx, result.sale, prior, await paymentLinks(ctx, [prior])))
      }
      case 'refused':
        return explainShortage(ctx, sale, result.refusal, wanted)
    }
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** Merges lines of the same item and sorts by item. */
function linesOf(items: readonly { id: number; quantity: number; price?: number | undefined }[]): ItemLine[] {
  const lines = new Map<number, ItemLine>()
  for (const { id, quantity, price } of items) {
    const same = lines.get(id)
    lines.set(id, { itemId: id, quantity: quantity + (same?.quantity ?? 0), price: price ?? same?.price })
  }
  return [...lines.values()].sort((one, other) => one.itemId - other.itemId)
}
