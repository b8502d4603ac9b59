import { type OrderDetailsView, type Outcome, ownInput, refuse } from '../../contract/index.ts'
import type { StoredOrder } from '../../ledger/index.ts'
import { isOwn } from '../account/shopper-context.ts'
import { cancelPayment } from '../payment/advance-payments.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { cancelUntil } from './order-details.ts'
import { readOrder } from './read-orders.ts'
import { returnUnits } from './return-units.ts'

/**
 * Cancels an order on behalf of its buyer: one that awaits its payment, or one that was confirmed less than `CANCEL_WINDOW` ago. Its
 * units return to the shelf and its money goes back. May be repeated.
 *
 * An order that awaits its payment is canceled once the provider has ended the payment: it may still be `awaiting_payment` in the answer
 * if the provider is slow, and it is confirmed if the buyer has paid in the meantime.
 */
export async function cancelOrder(ctx: Context, raw: unknown): Promise<Outcome<OrderDetailsView>> {
  const input = parse(ownInput, raw)
  if (!input.ok) return input
  const { id, user_id: userId } = input.value
  try {
    const order = await ctx.ledger.readOrder(id)
    if (!order || !(await ctx.sales.get(order.saleId)) || !isOwn(ctx, userId, order.userId))
      return refuse('order_not_found')
    const refused = await cancel(ctx, order)
    return refused ?? (await readOrder(ctx, input.value))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function cancel(ctx: Context, order: StoredOrder): Promise<Outcome<never> | null> {
  if (order.status === 'void') return refuse('order_not_found')
  if (order.status === 'canceled') return null
  if (order.status === 'awaiting_payment') {
    await cancelPayment(ctx, order.id)
    return null
  }
  if (cancelUntil(ctx, order) === null) return refuse('order_not_cancelable')
  const returned = await returnUnits(ctx, order, { by: 'buyer', reason: null, restock: true }, 'order_not_cancelable')
  if (returned.ok) return null
  // A repeat at the same time was first.
  const now = await ctx.ledger.readOrder(order.id)
  return now?.status === 'canceled' ? null : returned
}
