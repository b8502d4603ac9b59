import { no } from '../contract/index.ts'
import type { Sale } from '../ledger/index.ts'
import type { Chosen } from './chosen.ts'
import type { Context } from './context.ts'

/** Which of the items can be had, as the ledger knows it while the gate is away. @throws Busy @throws LedgerUnavailable */
export async function checkoutFromLedger(ctx: Context, sale: Sale, itemIds: number[]): Promise<Chosen> {
  const found = await Promise.all(
    itemIds.map(async (id) => ({ id, item: await ctx.ledger.readItem({ saleId: sale.id, id }) })),
  )
  const refused = found[0]?.item?.refused
  if (refused) return no(refused)
  const free = found.filter(({ item }) => item && item.held + item.sold < item.stock).map(({ id }) => id)
  return free.length > 0 ? { ok: true, itemIds: free } : no('sold_out')
}
