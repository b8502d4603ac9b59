import type { GateSale } from '../../gate/index.ts'
import type { StoredHold, StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

/** How often another epoch is found before the gate is left to be built anew. */
const STALE_TRIES_MAX = 3

/** What the ledger can say of a take's id. */
export type Fate = StoredOrder['status'] | StoredHold['status'] | 'VOID'

/**
 * Tells the gate what the ledger has made of a take or a hold: kept, sold, or given back. Late and repeated words do no harm.
 * @throws GateUnavailable
 */
export function tellGate(ctx: Context, sale: GateSale, id: string, fate: Fate): Promise<string> {
  switch (fate) {
    case 'ACTIVE':
    case 'queued':
    case 'processing':
      return ctx.gate.hold(sale, id)
    case 'CONFIRMED':
    case 'confirmed':
      return ctx.gate.settle(sale, id)
    case 'void':
      return ctx.gate.release(sale, id, 'void')
    case 'CANCELED':
    case 'EXPIRED':
    case 'VOID':
    case 'failed':
      return ctx.gate.release(sale, id)
  }
}

/**
 * Tells the gate of a hold or an order that has ended. No lease would bring it up again, so a gate that cannot be told is to be
 * built anew.
 */
export function tellGateOfEnd(ctx: Context, saleId: number, id: string, fate: Fate): Promise<void> {
  return untilTold(ctx, saleId, (sale) => tellGate(ctx, sale, id, fate))
}

/** The same for many holds of a sale that have expired together. */
export function tellGateOfExpiry(ctx: Context, saleId: number, ids: readonly string[]): Promise<void> {
  return untilTold(ctx, saleId, (sale) => ctx.gate.release(sale, ids))
}

async function untilTold(ctx: Context, saleId: number, tell: (sale: GateSale) => Promise<string>): Promise<void> {
  try {
    let sale = await ctx.sales.get(saleId)
    for (let tries = 0; sale && tries < STALE_TRIES_MAX; tries++) {
      if ((await tell(sale)) !== 'stale') return
      sale = await ctx.sales.refresh(saleId)
    }
  } catch {
    // It is away.
  }
  ctx.behind.add(saleId)
}
