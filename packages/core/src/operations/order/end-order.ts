import type { EndVerdict, StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { notifyGateOfEnd, rebuildAfterReturn } from '../take/notify-gate.ts'

/**
 * Decides an order, once: its units are sold to the buyer or return to the shelf.
 * @param reason why it failed; otherwise null
 * @returns the ledger's verdict: `done`, or the status that the order already has
 * @throws Busy @throws LedgerUnavailable
 */
export async function endOrder(
  ctx: Context,
  { id, saleId, units }: Pick<StoredOrder, 'id' | 'saleId' | 'units'>,
  { target, reason = null }: { target: 'confirmed' | 'canceled' | 'expired' | 'failed'; reason?: string | null },
): Promise<EndVerdict['status']> {
  const { status, withdrawn } = await ctx.ledger.endHeld({
    kind: 'order',
    saleId,
    id,
    userId: null,
    target,
    reason,
    units,
  })
  if (withdrawn) await rebuildAfterReturn(ctx, saleId)
  else if (status === 'done' || status === target) await notifyGateOfEnd(ctx, saleId, id, target)
  return status
}
