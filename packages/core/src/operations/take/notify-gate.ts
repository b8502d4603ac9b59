import type { GateSale } from '../../gate/index.ts'
import type { StoredHold, StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { retryBudget, spend } from '../runtime/retry-budget.ts'

/** What the ledger has decided about an id. `released`: it did not commit it, and may later. */
export type Decided = StoredOrder['status'] | StoredHold['status'] | 'released'

/**
 * Tells the gate what the ledger has decided: units held, sold, or returned to the shelf. Late and repeated calls change nothing.
 * @throws GateUnavailable
 */
export function notifyGate(ctx: Context, sale: GateSale, id: string, decided: Decided): Promise<string> {
  switch (decided) {
    case 'active':
    case 'queued':
    case 'processing':
      return ctx.gate.hold(sale, id)
    case 'confirmed':
      return ctx.gate.settle(sale, id)
    case 'void':
      return ctx.gate.release(sale, id, 'void')
    case 'canceled':
    case 'expired':
    case 'failed':
    case 'released':
      return ctx.gate.release(sale, id)
  }
}

/** Tells the gate that a hold or an order has ended. It has no lease that would end it, so a gate that misses this is rebuilt. */
export const notifyGateOfEnd = (ctx: Context, saleId: number, id: string, decided: Decided): Promise<void> =>
  notifyUnderEpoch(ctx, saleId, (sale) => notifyGate(ctx, sale, id, decided))

/** The same for holds of one sale that have expired together. */
export const notifyGateOfExpiry = (ctx: Context, saleId: number, ids: readonly string[]): Promise<void> =>
  notifyUnderEpoch(ctx, saleId, (sale) => ctx.gate.release(sale, ids))

async function notifyUnderEpoch(
  ctx: Context,
  saleId: number,
  notify: (sale: GateSale) => Promise<string>,
): Promise<void> {
  try {
    const budget = retryBudget()
    let sale = await ctx.sales.get(saleId)
    while (sale && spend(budget)) {
      if ((await notify(sale)) !== 'stale') return
      sale = await ctx.sales.refresh(saleId)
    }
  } catch {
    // Redis is away.
  }
  ctx.dirtySales.add(saleId)
}
