import { type OrderDetailsView, type Outcome, refundOrderInput, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { readOrder } from './read-orders.ts'
import { returnUnits } from './return-units.ts'

/**
 * Returns units of an order on behalf of an operator. Their money goes back through the payment provider; in a sale that takes no payment
 * there is none. Each unit is returned once: of several refunds at the same time, one gets it. May be repeated under the same request id.
 */
export async function refundOrder(ctx: Context, raw: unknown): Promise<Outcome<OrderDetailsView>> {
  const input = parse(refundOrderInput, raw)
  if (!input.ok) return input
  const { id, items, restock, reason } = input.value
  try {
    const order = await ctx.ledger.readOrder(id)
    // Its sale is one that this operator may change.
    if (!order || !(await ctx.sales.get(order.saleId))) return refuse('order_not_found')
    const asked = { by: 'operator', reason, restock, items } as const
    const returned = await returnUnits(ctx, order, asked, 'order_not_refundable')
    return returned.ok ? await readOrder(ctx, { id }) : returned
  } catch (error) {
    return ledgerRefusal(error)
  }
}
