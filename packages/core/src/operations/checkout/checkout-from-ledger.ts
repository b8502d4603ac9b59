import { no } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { refuseSale } from '../sale/sealed.ts'
import type { ItemLine } from '../sale/views.ts'
import type { Chosen } from './chosen.ts'

/** What can be had of the lines, as the ledger knows it while the gate is away. @throws Busy @throws LedgerUnavailable */
export async function checkoutFromLedger(ctx: Context, sale: Sale, lines: ItemLine[]): Promise<Chosen> {
  const found = await Promise.all(
    lines.map(async (line) => ({ line, item: await ctx.ledger.readItem({ saleId: sale.id, id: line.itemId }) })),
  )
  const refused = found[0]?.item?.refused
  if (refused) return refuseSale(sale, refused)
  const free = found.flatMap(({ line, item }) => {
    const left = item ? item.stock - item.held - item.sold : 0
    return left > 0 ? [{ ...line, quantity: Math.min(line.quantity, left) }] : []
  })
  return free.length > 0 ? { ok: true, lines: free } : no('sold_out')
}
