import { GateUnavailable } from '../../gate/index.ts'
import type { Sale, SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { type RetryBudget, spend } from '../runtime/retry-budget.ts'
import { rebuildGate } from '../sale/rebuild-gate.ts'

/** The gate is not usable for this sale now: fall back to the ledger. */
export const NO_GATE = Symbol('no gate')

type Fenced = { status: 'no_epoch' | 'stale' }

/**
 * Calls the gate with the current epoch of the sale. If the gate is empty or has another epoch, it is rebuilt and called again, while
 * the retry budget lasts. NO_GATE: Redis is slow or down, the rebuild failed, or the budget is exhausted.
 */
export async function callGate<Reply extends { status: string }>(
  ctx: Context,
  saleId: number,
  budget: RetryBudget,
  call: (sale: Sale) => Promise<Reply>,
): Promise<Exclude<Reply, Fenced> | typeof NO_GATE> {
  if (!ctx.gate.up) return NO_GATE
  try {
    do {
      const sale = await ctx.sales.get(saleId)
      if (!sale) return NO_GATE
      const reply = await call(sale)
      if (reply.status !== 'no_epoch' && reply.status !== 'stale') return reply as Exclude<Reply, Fenced>
      await rebuildUnlessRaised(ctx, sale, reply.status)
    } while (ctx.gate.up && spend(budget))
  } catch (error) {
    if (!(error instanceof GateUnavailable)) logRebuildFailed(ctx, saleId, error)
  }
  return NO_GATE
}

/** The gate has another epoch, or none. Either this server has a stale sale, which is refreshed, or the gate is rebuilt. */
export async function rebuildUnlessRaised(ctx: Context, sale: SaleRow, status: Fenced['status']): Promise<void> {
  const now = await ctx.sales.refresh(sale.id)
  if (now && now.epoch === sale.epoch) {
    await rebuildGate(ctx, now, status === 'stale' ? 'epoch mismatch' : 'empty gate')
  }
}

/** Rebuilds the gate in the background after the ledger refused an admitted take. */
export function triggerRebuild(ctx: Context, sale: Sale): void {
  rebuildGate(ctx, sale, 'ledger refused an admitted take').catch((error) => logRebuildFailed(ctx, sale.id, error))
}

const logRebuildFailed = ({ log }: Context, saleId: number, error: unknown): void =>
  log.warn({ event: 'gate.not_rebuilt', sale_id: saleId, error: String(error) }, 'gate rebuild failed')
