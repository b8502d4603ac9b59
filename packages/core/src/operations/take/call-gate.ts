import { GateUnavailable } from '../../gate/index.ts'
import type { Sale, SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { type RetryBudget, spend } from '../runtime/retry-budget.ts'
import { rebuildGate } from '../sale/rebuild-gate.ts'

/** The gate cannot help with this sale now: go to the ledger. */
export const NO_GATE = Symbol('no gate')

type Fenced = { status: 'no_epoch' | 'stale' }

/**
 * Calls the gate under the sale's present epoch. A gate that is empty or has another epoch is rebuilt and called again, while the
 * request's budget lasts. NO_GATE: Redis is slow or gone, the rebuild failed, or the budget is spent.
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

/** The gate has another epoch, or none: either this server is behind, or the gate is. */
export async function rebuildUnlessRaised(ctx: Context, sale: SaleRow, status: Fenced['status']): Promise<void> {
  const now = await ctx.sales.refresh(sale.id)
  if (now && now.epoch === sale.epoch) {
    await rebuildGate(ctx, now, status === 'stale' ? 'it had another epoch' : 'it was empty')
  }
}

/** The gate admitted what the ledger refuses: rebuild it, without making the request wait. */
export function triggerRebuild(ctx: Context, sale: Sale): void {
  rebuildGate(ctx, sale, 'it admitted what the ledger refused').catch((error) => logRebuildFailed(ctx, sale.id, error))
}

const logRebuildFailed = ({ log }: Context, saleId: number, error: unknown): void =>
  log.warn({ event: 'gate.not_rebuilt', sale_id: saleId, error: String(error) }, 'gate rebuild failed')
