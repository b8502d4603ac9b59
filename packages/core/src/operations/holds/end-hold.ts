import {
  type HoldConfirmedView,
  type HoldView,
  no,
  type Outcome,
  ownInput,
  type RefusalCode,
  type Refused,
  yes,
} from '../../contract/index.ts'
import type { EndVerdict, Sale, StoredHold } from '../../ledger/index.ts'
import type { Context } from '../context.ts'
import { ledgerRefusal } from '../ledger-refusal.ts'
import { parse } from '../parse.ts'
import { tellGateOfEnd } from '../tell-gate.ts'
import { orderView } from '../views.ts'
import { holdView } from './hold-view.ts'

/**
 * Buys what is held: the hold becomes an order under the same id. After its deadline this succeeds only until the unit has gone
 * back to the shelf, which takes less than a second.
 */
export async function confirmHold(ctx: Context, raw: unknown): Promise<Outcome<HoldConfirmedView>> {
  return endHold(ctx, raw, { target: 'confirmed', view: confirmedView })
}

/** Gives back what is held, at once. */
export async function cancelHold(ctx: Context, raw: unknown): Promise<Outcome<HoldView>> {
  return endHold(ctx, raw, { target: 'canceled', view: async (...found) => holdView(...found) })
}

const refusalOf: Record<Exclude<StoredHold['status'], 'ACTIVE'>, RefusalCode> = {
  CONFIRMED: 'hold_confirmed',
  CANCELED: 'hold_canceled',
  EXPIRED: 'hold_expired',
}

interface End<View> {
  target: 'confirmed' | 'canceled'
  view(ctx: Context, sale: Sale, hold: StoredHold): Promise<View>
}

/** One of confirm, cancel and expiry comes first; the others hear which. */
async function endHold<View extends object>(ctx: Context, raw: unknown, end: End<View>): Promise<Outcome<View>> {
  const input = parse(ownInput, raw)
  if (!input.ok) return input
  const { id, user_id: userId } = input.value
  try {
    const before = await ctx.ledger.readHold(id)
    const sale = before && (await ctx.sales.get(before.saleId))
    if (!before || !sale || (userId !== undefined && userId !== before.userId)) return no('hold_not_found')
    if (before.status !== 'ACTIVE') return await overAlready(ctx, sale, before)

    const { target } = end
    const row = { kind: 'hold' as const, saleId: sale.id, id, userId: null, target, reason: null, units: 1 }
    const verdict = await ctx.ledger.endHeld(row)
    const after = await ctx.ledger.readHold(id)
    if (!after || after.status === 'ACTIVE') return no('unavailable')
    if (!isOurs(verdict, target)) return await overAlready(ctx, sale, after)
    void tellGateOfEnd(ctx, sale.id, id, after.status)
    return yes(await end.view(ctx, sale, after))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

const isOurs = (verdict: EndVerdict, target: string): boolean =>
  verdict.status === 'done' || (verdict.ours && verdict.status === target)

async function overAlready(ctx: Context, sale: Sale, hold: StoredHold): Promise<Refused> {
  if (hold.status === 'ACTIVE') return no('unavailable')
  const extra =
    hold.status === 'CONFIRMED' ? await confirmedView(ctx, sale, hold) : { reservation: holdView(ctx, sale, hold) }
  return no(refusalOf[hold.status], { extra: { ...extra } })
}

async function confirmedView(ctx: Context, sale: Sale, hold: StoredHold): Promise<HoldConfirmedView> {
  const order = await ctx.ledger.readOrder(hold.id)
  if (!order || order.status === 'void') throw new Error(`the confirmed hold ${hold.id} has no order`)
  return { reservation: holdView(ctx, sale, hold), order: orderView(sale, { ...order, status: order.status }) }
}
