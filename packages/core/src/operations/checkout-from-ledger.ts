import { no } from '../contract/index.ts'
import type { Sale } from '../ledger/index.ts'
import type { Chosen } from './chosen.ts'
import type { Context } from './context.ts'
import type { ItemLine } from './views.ts'

/** Which of the lines can be had, as the ledger knows it while the gate is away. @throws Busy @throws LedgerUnavailable */
export async function checkoutFromLedger(ctx: Context, sale: Sale, lines: ItemLine[]): Promise<Chosen> {
  const found = await Promise.all(
    lines.map(async (line) => ({ line, item: await ctx.ledger.readItem({ saleId: sale.id, id: line.itemId }) })),
  )
  const refused = found[0]?.item?.refused
  if (refused) return no(refused)
  const free = found.filter(({ line, item }) => item && item.held + item.sold + line.quantity <= item.stock)
  return free.length > 0 ? { ok: true, lines: free.map(({ line }) => line) } : no('sold_out')
}
