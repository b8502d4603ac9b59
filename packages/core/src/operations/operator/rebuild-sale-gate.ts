import { type GateRebuiltView, type Outcome, ok, refuse, saleInput } from '../../contract/index.ts'
import { GateUnavailable } from '../../gate/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { rebuildGate } from '../sale/rebuild-gate.ts'

/** Rebuilds the gate of a sale from the ledger under a new epoch, at an operator's request. */
export async function rebuildSaleGate(ctx: Context, raw: unknown): Promise<Outcome<GateRebuiltView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  try {
    const sale = await ctx.sales.refresh(input.value.id)
    if (!sale) return refuse('sale_not_found')
    await rebuildGate(ctx, sale, 'operator request')
    return ok({ sale_id: sale.id, epoch: (await ctx.sales.get(sale.id))?.epoch ?? sale.epoch })
  } catch (error) {
    if (error instanceof GateUnavailable)
      return refuse('unavailable', { detail: 'Redis does not respond. The gate was not rebuilt.' })
    return ledgerRefusal(error)
  }
}
