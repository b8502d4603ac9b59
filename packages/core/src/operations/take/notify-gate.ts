import type { GateSale } from '../../gate/index.ts'
import type { SaleRow, StoredHold, StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { retryBudget, spend } from '../runtime/retry-budget.ts'
import { rebuildGate } from '../sale/rebuild-gate.ts'

/**
 * The ledger's decision about an id. `released`: not committed, but it may be later. `ordered`: a hold was confirmed, and its order awaits
 * its payment.
 */
export type Decided = StoredOrder['status'] | StoredHold['status'] | 'ordered' | 'released'

/** What the gate has to know of something that the ledger has stored. */
export const decisionOn = (sale: Pick<SaleRow, 'payment'>, stored: StoredOrder | StoredHold): Decided =>
  'itemId' in stored && stored.status === 'confirmed' && sale.payment === 'required' ? 'ordered' : stored.status

/**
 * Notifies the gate of the ledger's decision: units held, sold, or returned to the shelf. Late and repeated calls have no effect.
 * @throws GateUnavailable
 */
export function notifyGate(ctx: Context, sale: GateSale, id: string, decided: Decided): Promise<string> {
  switch (decided) {
    case 'active':
    case 'queued':
    case 'processing':
    case 'awaiting_payment':
      return ctx.gate.hold(sale, id)
    case 'ordered':
      return ctx.gate.order(sale, id)
    case 'confirmed':
    case 'partly_refunded':
    case 'refunded':
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

/** Notifies the gate that a hold or an order has ended. These have no lease, so a gate that misses the call must be rebuilt. */
export const notifyGateOfEnd = (ctx: Context, saleId: number, id: string, decided: Decided): Promise<void> =>
  notifyUnderEpoch(ctx, saleId, (sale) => notifyGate(ctx, sale, id, decided))

/** The same for holds of one sale that have expired together. */
export const notifyGateOfExpiry = (ctx: Context, saleId: number, ids: readonly string[]): Promise<void> =>
  notifyUnderEpoch(ctx, saleId, (sale) => ctx.gate.release(sale, ids))

/** Units of a withdrawn item were returned. The gate would put them on the shelf, so it is rebuilt without them. */
export async function rebuildAfterReturn(ctx: Context, saleId: number): Promise<void> {
  try {
    const sale = await ctx.sales.refresh(saleId)
    if (sale) await rebuildGate(ctx, sale, 'units of a withdrawn item returned')
  } catch {
    ctx.dirtySales.add(saleId)
  }
}

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
    // Redis is unavailable.
  }
  ctx.dirtySales.add(saleId)
}
