import { no, type Refused } from '../contract/index.ts'
import type { Sale } from '../ledger/index.ts'
import type { Context } from './context.ts'
import { itemSummary, orderView } from './views.ts'

/**
 * What the ledger says of a checkout's id: `code_used` with the order that came of it, `code_expired` when the take was
 * given up for lost, or null while nothing has been decided. @throws Busy @throws LedgerUnavailable
 */
export async function bought(ctx: Context, sale: Sale, id: string): Promise<Refused | null> {
  const order = await ctx.ledger.readOrder({ saleId: sale.id, id })
  if (!order) return null
  if (order.status === 'void') return no('code_expired')
  const purchased_items = order.lines.map((line) => itemSummary(sale, line.itemId))
  return no('code_used', { extra: { order: orderView(sale, order), purchased_items, total_purchased: order.units } })
}
