import { type Refused, refuse } from '../../contract/index.ts'
import type { Sale, StoredOrder } from '../../ledger/index.ts'
import { paymentLinks } from '../payment/payment-links.ts'
import type { Context } from '../runtime/context.ts'
import { lineView, orderView } from '../sale/views.ts'

/**
 * The outcome that the ledger has for a checkout's id; null if there is none yet. @throws Busy @throws LedgerUnavailable
 */
export async function findPriorOutcome(
  ctx: Context,
  sale: Sale,
  claim: { id: string; userId?: string | undefined },
): Promise<Refused | null> {
  const order = await ctx.ledger.readOrder(claim.id)
  return order && priorOutcome(ctx, sale, order, claim.userId)
}

/**
 * `code_used` with the order of the checkout, or `code_expired` if the ledger voided its id. For any other buyer the code
 * does not exist.
 */
export async function priorOutcome(
  ctx: Context,
  sale: Sale,
  order: StoredOrder,
  userId: string | undefined,
): Promise<Refused> {
  if (order.status === 'void') return refuse('code_expired')
  if (userId !== undefined && order.userId !== userId) return refuse('code_not_found')
  const purchased_items = order.lines.map((line) => lineView(sale, line))
  const view = orderView(sale, { ...order, status: order.status }, await paymentLinks(ctx, [order]))
  return refuse('code_used', { extra: { order: view, purchased_items, total_purchased: order.units } })
}
