import { type Refused, refuse } from '../../contract/index.ts'
import { type PassClaims, readPass } from '../../domain/index.ts'
import type { SaleRow } from '../../ledger/index.ts'
import { ownersOf } from '../account/shopper-context.ts'
import type { Context } from '../runtime/context.ts'
import { passKeys } from './place-view.ts'

/** null: the sale needs no pass. */
export type Entry = { ok: true; pass: PassClaims | null } | Refused

/**
 * Checks that a buyer may buy in a sale: with `door: queue` the request needs a valid pass of this buyer for this sale. The check needs no
 * I/O, except for PostgreSQL's clock on a server that has not read a waiting room yet.
 * @param userId undefined: the owner of the pass
 * @throws LedgerUnavailable @throws Busy on such a server
 */
export async function requirePass(ctx: Context, sale: SaleRow, userId: string | undefined): Promise<Entry> {
  // After the last unit there is nothing left to queue for: buyers get `sold_out`.
  if (sale.door !== 'queue' || sale.soldOutAt) return { ok: true, pass: null }
  if (ctx.pass === undefined) return refuse('pass_required')
  const pass = passFor(ctx, sale.id, ctx.pass)
  if (!pass) return refuse('pass_invalid')
  if (userId !== undefined && !ownersOf(ctx, userId).includes(pass.userId)) return refuse('pass_invalid')
  const now = ctx.queues.now() ?? (await ctx.queues.read(sale.id))?.now ?? Number.POSITIVE_INFINITY
  if (now >= pass.expiresAt) return refuse('pass_expired')
  return { ok: true, pass }
}

/** Most passes in one request: those of the sales that a buyer waits for. */
const PASSES_MAX = 8

/** The pass for a sale among those of a request, which are separated by commas. */
function passFor(ctx: Context, saleId: number, passes: string): PassClaims | undefined {
  const { valid } = passKeys(ctx)
  return passes
    .split(',', PASSES_MAX)
    .map((pass) => readPass(valid, pass.trim()))
    .find((pass) => pass?.saleId === saleId)
}
