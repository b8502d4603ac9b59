import { GateUnavailable } from '../../gate/index.ts'
import type { Sale, SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { rebuildGate } from './rebuild-gate.ts'

/** How often a call finds another epoch before the ledger decides alone. */
const FENCED_TRIES_MAX = 4

/** The gate cannot help with this sale now: go to the ledger. */
export const NO_GATE = Symbol('no gate')

/**
 * Calls the gate under the sale's present epoch. A gate that is empty or of another epoch is rebuilt and asked again.
 * Gives NO_GATE when Redis is slow or gone, or when the rebuild fails.
 */
export async function throughGate<Reply extends { status: string }>(
  ctx: Context,
  saleId: number,
  call: (sale: Sale) => Promise<Reply>,
): Promise<Exclude<Reply, { status: 'no_epoch' | 'stale' }> | typeof NO_GATE> {
  for (let tries = 0; tries < FENCED_TRIES_MAX && ctx.gate.up; tries++) {
    const sale = await ctx.sales.get(saleId)
    if (!sale) return NO_GATE
    try {
      const reply = await call(sale)
      if (reply.status !== 'no_epoch' && reply.status !== 'stale') {
        return reply as Exclude<Reply, { status: 'no_epoch' | 'stale' }>
      }
      await rebuildUnlessRisen(ctx, sale, reply.status)
    } catch (error) {
      if (error instanceof GateUnavailable) return NO_GATE
      ctx.log.warn(
        { event: 'gate.not_rebuilt', sale_id: saleId, error: String(error) },
        'the gate could not be rebuilt',
      )
      return NO_GATE
    }
  }
  return NO_GATE
}

/** The gate knows another epoch, or none: either this server is behind, or the gate is. */
export async function rebuildUnlessRisen(ctx: Context, sale: SaleRow, status: 'no_epoch' | 'stale'): Promise<void> {
  const now = await ctx.sales.refresh(sale.id)
  if (now && now.epoch === sale.epoch) {
    await rebuildGate(ctx, now, status === 'stale' ? 'it had another epoch' : 'it was empty')
  }
}
