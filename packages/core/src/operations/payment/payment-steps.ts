import type { schema } from '@hourglass/db'
import { orderNumberOf } from '../../domain/index.ts'
import type { StoredOrder } from '../../ledger/index.ts'
import { endOrder } from '../order/end-order.ts'
import type { Context } from '../runtime/context.ts'
import { giveRefunds, voidRefunds } from './give-refunds.ts'
import { type PaymentProvider, type ProviderPayment, Unpayable } from './provider.ts'
import { reclaimOrder } from './reclaim-order.ts'

export type Payment = typeof schema.payments.$inferSelect
/** What to store after a step. `dueAt`: when to take the next one; null: none is needed. */
type After = Pick<Payment, 'state' | 'dueAt'> & Partial<Pick<Payment, 'provider' | 'ref' | 'url'>>

/** A payment that is open is read at least this often, in case an event was lost. */
const CHECK_MS_MAX = 60_000
/** One that has ended is read again for so long after its deadline, ever less often, in case the provider let somebody pay nevertheless. */
const LATE_MS_MAX = 24 * 3_600_000
/** An order whose payment cannot be ended, because the provider is away, keeps its units this long after its deadline. */
const GRACE_MS = 5 * 60_000

/**
 * Takes the next step of a payment. Each may be repeated, and finds where the payment stands: see docs/payments.md.
 * @param now PostgreSQL's clock
 * @throws what the provider and the ledger throw; the step is then taken again later
 */
export async function takeStep(ctx: Context, provider: PaymentProvider, payment: Payment, now: Date): Promise<After> {
  const order = await ctx.ledger.readOrder(payment.orderId)
  if (!order) throw new Error(`order ${payment.orderId} not found`)
  switch (payment.state) {
    case 'new':
      return create(ctx, provider, { payment, order, now })
    case 'canceled':
      if (payment.ref === null) return findCreated(provider, { payment, order, now })
      return follow(ctx, provider, { payment, order, now })
    case 'open':
      return follow(ctx, provider, { payment, order, now })
    case 'capture': {
      const { status } = await provider.capture(refOf(payment))
      const dueAt = hasPendingRefund(order) ? now : null
      if (status === 'captured' || status === 'refunded') return { state: 'captured', dueAt }
      if (status === 'authorized') throw new Error('the provider has not captured it')
      return { state: 'lost', dueAt }
    }
    // An event about a payment that was released can mean that somebody paid it nevertheless.
    case 'released':
    case 'release': {
      const { status } = await provider.release(refOf(payment))
      if (status === 'authorized' || status === 'captured') throw new Error('the provider has not released it')
      return { state: 'released', dueAt: null }
    }
    case 'captured':
      await giveRefunds(ctx, provider, refOf(payment), order)
      return { state: 'captured', dueAt: null }
    case 'lost':
      await voidRefunds(ctx, order)
      return { state: 'lost', dueAt: null }
  }
}

interface Known {
  payment: Payment
  order: StoredOrder
  now: Date
}

async function create(ctx: Context, provider: PaymentProvider, { payment, order, now }: Known): Promise<After> {
  const { amount, currency, orderId } = payment
  const payBy = payByOf(order)
  if (order.status !== 'awaiting_payment') return { state: 'canceled', dueAt: now }
  if (payment.canceled) {
    await endOrder(ctx, order, { target: 'canceled' })
    return { state: 'canceled', dueAt: now }
  }
  if (amount === 0) {
    // Nothing to pay.
    await endOrder(ctx, order, { target: 'confirmed' })
    return { state: 'captured', dueAt: null }
  }
  if (now >= payBy) {
    await endOrder(ctx, order, { target: 'expired' })
    return { state: 'canceled', dueAt: now }
  }
  try {
    const { ref, url } = await provider.create({ orderId, number: orderNumberOf(orderId), amount, currency, payBy })
    // An event that came before the answer says that there is something to read.
    const dueAt = payment.hints > 0 ? now : nextCheck(ctx, { order, now })
    return { state: 'open', provider: provider.name, ref, url, dueAt }
  } catch (error) {
    if (!(error instanceof Unpayable)) throw error
    ctx.log.warn({ event: 'payment.unpayable', order_id: orderId, amount, currency, error: String(error) }, 'unpayable')
    await endOrder(ctx, order, { target: 'failed', reason: 'payment_failed' })
    return { state: 'canceled', dueAt: null }
  }
}

/**
 * The order has ended, and a server may have been killed after it had created the payment and before that was stored. Creating it again
 * tells which one that was, so that the next step can end it.
 */
async function findCreated(provider: PaymentProvider, { payment, order, now }: Known): Promise<After> {
  const { amount, currency, orderId } = payment
  const number = orderNumberOf(orderId)
  try {
    const { ref } = await provider.create({ orderId, number, amount, currency, payBy: payByOf(order) })
    return { state: 'canceled', provider: provider.name, ref, dueAt: now }
  } catch (error) {
    if (!(error instanceof Unpayable)) throw error
    return { state: 'canceled', dueAt: null }
  }
}

/** Reads a payment from its provider and decides its order. */
async function follow(ctx: Context, provider: PaymentProvider, known: Known): Promise<After> {
  const { payment, order, now } = known
  const ref = refOf(payment)
  const isDue = now >= payByOf(order)
  const unpaid = { target: isDue ? ('expired' as const) : ('canceled' as const) }
  const seen = await provider.read(ref).catch((error) => endWithout(ctx, known, error))
  if (isPaid(seen)) return settle(ctx, known, seen)
  if (seen.status !== 'pending') {
    await endOrder(ctx, order, isDue || payment.canceled ? unpaid : { target: 'failed', reason: 'payment_failed' })
    return { state: 'canceled', dueAt: nextLateCheck(ctx, known) }
  }
  if (!isDue && !payment.canceled && order.status === 'awaiting_payment')
    return { state: 'open', dueAt: nextCheck(ctx, known) }
  // First the payment ends, then the units return: nobody can pay for a unit that somebody else may buy.
  const ended = await provider.expire(ref)
  if (isPaid(ended)) return settle(ctx, known, ended)
  if (ended.status === 'pending') throw new Error('the provider has not ended it')
  await endOrder(ctx, order, unpaid)
  return { state: 'canceled', dueAt: nextLateCheck(ctx, known) }
}

/** The provider does not answer. Long after the deadline the units return nevertheless; money that arrives later is dealt with then. */
async function endWithout(ctx: Context, { order, now }: Known, error: unknown): Promise<never> {
  if (now.getTime() >= payByOf(order).getTime() + GRACE_MS) await endOrder(ctx, order, { target: 'expired' })
  throw error
}

/** The buyer has paid: the order is confirmed, or the money goes back. */
async function settle(ctx: Context, { payment, order, now }: Known, seen: ProviderPayment): Promise<After> {
  if (seen.amount !== payment.amount || seen.currency !== payment.currency) {
    ctx.measures.mispaid()
    ctx.log.error(
      {
        event: 'payment.mismatch',
        order_id: order.id,
        asked: payment.amount,
        paid: seen.amount,
        currency: seen.currency,
      },
      'another amount was paid than the order costs',
    )
    await endOrder(ctx, order, { target: 'failed', reason: 'amount_mismatch' })
    return { state: 'release', dueAt: now }
  }
  const status = await endOrder(ctx, order, { target: 'confirmed' })
  if (status === 'done') ctx.measures.paid(payment.hints > 0 ? 'event' : 'check')
  // It may have been confirmed before, by a server that was killed then, and units of it may have been returned since.
  const wasSold = status === 'done' || status === 'confirmed' || (await hasRefunds(ctx, order))
  if (wasSold) return { state: seen.status === 'captured' ? 'captured' : 'capture', dueAt: now }
  // The money is late. If the units are still there, the order has them again, and the next step confirms it.
  if (status === 'expired' && (await reclaimOrder(ctx, order))) return { state: 'open', dueAt: now }
  return { state: 'release', dueAt: now }
}

/** Asks the ledger: they may be newer than the step. */
const hasRefunds = async ({ ledger }: Context, { id }: StoredOrder): Promise<boolean> =>
  ((await ledger.readOrder(id))?.refunds.length ?? 0) > 0

const hasPendingRefund = ({ refunds }: StoredOrder): boolean => refunds.some(({ status }) => status === 'pending')

const isPaid = ({ status }: ProviderPayment): boolean => status === 'authorized' || status === 'captured'

function refOf({ ref, orderId }: Payment): string {
  if (ref === null) throw new Error(`the payment of order ${orderId} was not created`)
  return ref
}

function payByOf({ payBy, id }: StoredOrder): Date {
  if (payBy === null) throw new Error(`order ${id} awaits no payment`)
  return payBy
}

/** Short waits for a payment need frequent checks. */
const checkMs = (ctx: Context): number => Math.min(CHECK_MS_MAX, ctx.settings.paymentMs)

const nextCheck = (ctx: Context, { order, now }: Pick<Known, 'order' | 'now'>): Date =>
  new Date(Math.min(payByOf(order).getTime(), now.getTime() + checkMs(ctx)))

/** The pauses double. */
function nextLateCheck(ctx: Context, { order, now }: Pick<Known, 'order' | 'now'>): Date | null {
  const lateMs = now.getTime() - payByOf(order).getTime()
  return lateMs > LATE_MS_MAX ? null : new Date(now.getTime() + Math.max(checkMs(ctx), lateMs))
}
