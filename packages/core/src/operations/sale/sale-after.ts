import type { SaleView } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { rebuildGate } from '../take/rebuild-gate.ts'
import { saleView } from './views.ts'

/** A sale as it is after a change in the ledger, of which its gate learns by being built anew. */
export async function saleAfter(ctx: Context, saleId: number, why: string): Promise<SaleView> {
  const changed = await ctx.sales.refresh(saleId)
  if (!changed) throw new Error(`sale ${saleId} is gone`)
  // Without Redis the gate is built when it is back; until then the ledger decides alone.
  await rebuildGate(ctx, changed, why).catch(() => ctx.dirtySales.add(saleId))
  const sale = (await ctx.sales.get(saleId)) ?? changed
  return saleView(sale, (await ctx.shelves.read(sale)).units, ctx.clock())
}
