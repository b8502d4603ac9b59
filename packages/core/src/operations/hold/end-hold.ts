import {
  type HoldConfirmedView,
  type HoldView,
  type Outcome,
  ok,
  ownInput,
  type RefusalCode,
  type Refused,
  refuse,
} from '../../contract/index.ts'
import { LedgerUnavailable, type Sale, type StoredHold } from '../../ledger/index.ts'
import { isOwn } from '../account/shopper-context.ts'
import { isShown } from '../order/order-details.ts'
import { startPayment } from '../payment/advance-payments.ts'
import { paymentLinks } from '../payment/payment-links.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { holdView, orderView, positionOf } from '../sale/views.ts'
import { decisionOn, notifyGateOfEnd, rebuildAfterReturn } from '../take/notify-gate.ts'

/**
 * Buys a held unit: the hold becomes an order with the same id. After the deadline this succeeds only until the hold is expired, which
 * takes less than a second.
 */
export async function confirmHold(ctx: Context, raw: unknown): Promise<Outcome<HoldConfirmedView>> {
  return endHold(ctx, raw, { target: 'confirmed', view: confirmedView })
}

/** Cancels a hold. Its unit returns to the shelf at once. */
export async function cancelHold(ctx: Context, raw: unknown): Promise<Outcome<HoldView>> {
  return endHold(ctx, raw, { target: 'canceled', view: holdView })
}

const refusalOf: Record<Ended, RefusalCode> = {
  confirmed: 'hold_confirmed',
  canceled: 'hold_canceled',
  expired: 'hold_expired',
}

interface End<View> {
  target: 'confirmed' | 'canceled'
  view(ctx: Context, sale: Sale, hold: StoredHold): View | Promise<View>
}

/** Of confirm, cancel and expiry exactly one wins. The others are refused with the hold's final status. */
async function endHold<View extends object>(ctx: Context, raw: unknown, end: End<View>): Promise<Outcome<View>> {
  const input = parse(ownInput, raw)
  if (!input.ok) return input
  const { id, user_id: userId } = input.value
  try {
    const before = await ctx.ledger.readHold(id)
    const sale = before && (await ctx.sales.get(before.saleId))
    if (!before || !sale || !isOwn(ctx, userId, before.userId)) return refuse('hold_not_found')

    const { target } = end
    // Even without an idempotency key the statement may run twice, when a response of PostgreSQL is lost.
    const requestId = ctx.requestId ?? ctx.newId()
    const row = { kind: 'hold' as const, saleId: sale.id, id, userId: null, target, reason: null, units: 1, requestId }
    const { status, changedAt, withdrawn } = await ctx.ledger.endHeld(row).catch((error) => {
      // The hold may have ended without the gate being notified.
      if (error instanceof LedgerUnavailable) ctx.dirtySales.add(sale.id)
      throw error
    })
    const ended = status === 'done' ? target : status
    if (!isEnded(ended) || !changedAt) return refuse('unavailable')
    const after = { ...before, status: ended, changedAt }
    if (status !== 'done') return await overAlready(ctx, sale, after)
    void (withdrawn ? rebuildAfterReturn(ctx, sale.id) : notifyGateOfEnd(ctx, sale.id, id, decisionOn(sale, after)))
    if (sale.payment === 'required' && ended === 'confirmed') await startPayment(ctx, id)
    return ok(await end.view(ctx, sale, after))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

type Ended = Exclude<StoredHold['status'], 'active'>

const isEnded = (status: string): status is Ended => status in refusalOf

async function overAlready(ctx: Context, sale: Sale, hold: StoredHold & { status: Ended }): Promise<Refused> {
  const view = hold.status === 'confirmed' ? confirmedView : canceledView
  return refuse(refusalOf[hold.status], { extra: { ...(await view(ctx, sale, hold)) } })
}

const canceledView = (ctx: Context, sale: Sale, hold: StoredHold) => ({ reservation: holdView(ctx, sale, hold) })

/** The order that a confirmed hold became, with the same id and in the same commit. */
async function confirmedView(ctx: Context, sale: Sale, hold: StoredHold): Promise<HoldConfirmedView> {
  const { id, userId, itemId, changedAt: createdAt } = hold
  if (sale.payment === 'required') {
    const stored = await ctx.ledger.readOrder(id)
    if (isShown(stored)) {
      const order = orderView(sale, stored, await paymentLinks(ctx, [stored]))
      return { reservation: holdView(ctx, sale, hold), order }
    }
  }
  const total = hold.price ?? sale.prices[positionOf(sale, itemId)] ?? 0
  const order = orderView(sale, { id, userId, status: 'confirmed', units: 1, total, createdAt, payBy: null })
  return { reservation: holdView(ctx, sale, hold), order }
}
