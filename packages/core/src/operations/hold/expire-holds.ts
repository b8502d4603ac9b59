import { setTimeout as delay } from 'node:timers/promises'
import { type Outcome, ok } from '../../contract/index.ts'
import { ReplyLost } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { notifyGateOfExpiry, rebuildAfterReturn } from '../take/notify-gate.ts'

/** Most holds expired per transaction, small enough that purchases of the same items hardly wait. */
const EXPIRE_HOLDS_MAX = 100
/** Pause after a full batch, as a fraction of its duration, so that purchases can proceed. */
const EXPIRE_REST = 0.2
/** Most batches per call, which bounds how long a caller waits. */
const EXPIRE_BATCHES_MAX = 1_000

/**
 * Expires holds that are past their deadline by PostgreSQL's clock. Their units return to the shelf. Safe to run on several servers at once.
 * @returns how many holds this call expired
 */
export async function expireHolds(ctx: Context): Promise<number> {
  let expired = 0
  for (let batches = 0; batches < EXPIRE_BATCHES_MAX; batches++) {
    const began = performance.now()
    const ended = await ctx.ledger.expireHolds(EXPIRE_HOLDS_MAX).catch((error) => {
      // The commit may have succeeded without any gate being notified.
      if (error instanceof ReplyLost) for (const { id } of ctx.sales.lingering(ctx.clock())) ctx.dirtySales.add(id)
      throw error
    })
    const bySale = Map.groupBy(ended, (hold) => hold.saleId)
    await Promise.all(
      bySale.entries().map(([saleId, holds]) =>
        holds.some(({ withdrawn }) => withdrawn)
          ? rebuildAfterReturn(ctx, saleId)
          : notifyGateOfExpiry(
              ctx,
              saleId,
              holds.map(({ id }) => id),
            ),
      ),
    )
    expired += ended.length
    if (ended.length < EXPIRE_HOLDS_MAX) break
    await delay((performance.now() - began) * EXPIRE_REST)
  }
  if (expired === 0) return 0
  ctx.measures.expired(expired)
  ctx.log.info({ event: 'holds.expired', holds: expired }, 'holds expired')
  return expired
}

/** Expires holds on demand. The scheduled job does the same within a second. */
export async function syncExpired(ctx: Context): Promise<Outcome<{ expired: number }>> {
  try {
    return ok({ expired: await expireHolds(ctx) })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
