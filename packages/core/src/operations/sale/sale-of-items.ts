import { type Refused, refuse } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

/** The sale that all items belong to. `field`: the request field that names them. */
export async function saleOfItems(ctx: Context, itemIds: readonly number[], field: string): Promise<Sale | Refused> {
  let found: Sale | undefined
  for (const itemId of itemIds) {
    const sale = await ctx.sales.ofItem(itemId)
    if (!sale)
      return refuse('item_not_found', { errors: [{ pointer: `#/${field}`, detail: `item ${itemId} not found` }] })
    if (found && found.id !== sale.id) return otherSale(field)
    found = sale
  }
  return found ?? refuse('item_not_found')
}

export const otherSale = (field: string): Refused => {
  const detail = `${field} must be items of one sale: a checkout or an order cannot span two`
  return refuse('invalid_request', { detail, errors: [{ pointer: `#/${field}`, detail }] })
}
