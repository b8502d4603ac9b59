import { no, type Refused } from '../../contract/index.ts'
import type { Sale, StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { lineView, orderView } from '../sale/views.ts'

/**
 * What the ledger says of a checkout's id: `code_used` with the order that came of it, `code_expired` when the take was
 * given up for lost, or null while nothing has been decided. To a buyer who is another it is not there. @throws Busy @throws LedgerUnavailable
 */
export async function bought(
  ctx: Context,
  sale: Sale,
  claim: { id: string; userId?: string | undefined },
): Promise<Refused | null> {
  const order = await ctx.ledger.readOrder(claim.id)
  if (!order) return null
  const theirs = claim.userId === undefined || order.userId === claim.userId
  return order.status !== 'void' && !theirs ? no('code_not_found') : refusedAs(sale, order)
}

function refusedAs(sale: Sale, order: StoredOrder): Refused {
  if (order.status === 'void') return no('code_expired')
  const purchased_items = order.lines.map((line) => lineView(sale, line))
  const view = orderView(sale, { ...order, status: order.status })
  return no('code_used', { extra: { order: view, purchased_items, total_purchased: order.units } })
}
