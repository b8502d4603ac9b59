import { type Outcome, yes } from '../../contract/index.ts'
import type { Context } from '../context.ts'
import { ledgerRefusal } from '../ledger-refusal.ts'
import { tellGateOfEnd } from '../tell-gate.ts'

/** Holds that expire in one transaction: few enough that purchases of the same items hardly wait. */
const EXPIRE_HOLDS_MAX = 250
/** Batches of one call; more than anybody should wait for. */
const EXPIRE_BATCHES_MAX = 1_000

/**
 * Ends the holds whose time is over by PostgreSQL's clock; their units go back to the shelf. Any server may do it, and several at once.
 * @returns how many this call has expired
 */
export async function expireHolds(ctx: Context): Promise<number> {
  let expired = 0
  for (let batches = 0; batches < EXPIRE_BATCHES_MAX; batches++) {
    const ended = await ctx.ledger.expireHolds(EXPIRE_HOLDS_MAX)
    await Promise.all(ended.map(({ saleId, id }) => tellGateOfEnd(ctx, saleId, id, 'EXPIRED')))
    expired += ended.length
    if (ended.length < EXPIRE_HOLDS_MAX) break
  }
  if (expired > 0) ctx.log.info({ holds: expired }, 'holds expired')
  return expired
}

/** The same, asked for: what the clock does by itself within a second. */
export async function syncExpired(ctx: Context): Promise<Outcome<{ expired: number }>> {
  try {
    return yes({ expired: await expireHolds(ctx) })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
