import { setTimeout as delay } from 'node:timers/promises'
import { type Outcome, ok } from '../../contract/index.ts'
import { Unheard } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { notifyGateOfExpiry } from '../take/notify-gate.ts'

/** Holds that expire in one transaction: few enough that purchases of the same items hardly wait. */
const EXPIRE_HOLDS_MAX = 100
/** After a full batch, a rest of so much of the time that it took: purchases go on meanwhile. */
const EXPIRE_REST = 0.2
/** Batches of one call; more than anybody should wait for. */
const EXPIRE_BATCHES_MAX = 1_000

/**
 * Ends the holds whose time is over by PostgreSQL's clock; their units go back to the shelf. Any server may do it, and several at once.
 * @returns how many this call has expired
 */
export async function expireHolds(ctx: Context): Promise<number> {
  let expired = 0
  for (let batches = 0; batches < EXPIRE_BATCHES_MAX; batches++) {
    const began = performance.now()
    const ended = await ctx.ledger.expireHolds(EXPIRE_HOLDS_MAX).catch((error) => {
      // Some have gone back to the shelf, and no gate knows of them.
      if (error instanceof Unheard) for (const { id } of ctx.sales.lingering(ctx.clock())) ctx.dirtySales.add(id)
      throw error
    })
    const bySale = Map.groupBy(ended, (hold) => hold.saleId)
    await Promise.all(
      bySale.entries().map(([saleId, holds]) =>
        notifyGateOfExpiry(
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

/** The same, asked for: what the clock does by itself within a second. */
export async function syncExpired(ctx: Context): Promise<Outcome<{ expired: number }>> {
  try {
    return ok({ expired: await expireHolds(ctx) })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
