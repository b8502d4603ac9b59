import { schema } from '@hourglass/db'
import { and, asc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { orderNumberOf } from '../../domain/index.ts'
import type { StoredOrder } from '../../ledger/index.ts'
import { type QueuedMail, queueMail } from '../mail/queue-mail.ts'
import { endOrder } from '../order/end-order.ts'
import type { Context } from '../runtime/context.ts'
import type { PaymentLinks } from '../sale/views.ts'
import { paymentLinks } from './payment-links.ts'
import { mailAbout, mailAboutRefund } from './payment-mail.ts'
import { type PaymentProvider, type ProviderPayment, Unpayable } from './provider.ts'
import { reclaimOrder } from './reclaim-order.ts'

const { payments, refunds } = schema

type Payment = typeof payments.$inferSelect
/** What to store after a step. `dueAt`: when to take the next one; null: none is needed. */
type After = Pick<Payment, 'state' | 'dueAt'> & Partial<Pick<Payment, 'provider' | 'ref' | 'url'>>

/** Payments that one server works on at a time. */
const PAYMENTS_MAX = 20
/** Most batches per run. The next run continues. */
const BATCHES_MAX = 100
/** How long a purchase waits for its link to the provider; after that its buyer gets it by reading the order. */
const START_MS = 3_000
/** Another server takes over after this time. */
const CLAIM_MS = 30_000
/** Deadline of a step, within its claim. */
const STEP_MS = 20_000
/** A payment that is open is read at least this often, in case an event was lost. */
const CHECK_MS_MAX = 60_000
/** One that has ended is read again for so long after its deadline, ever less often, in case the provider let somebody pay nevertheless. */
const LATE_MS_MAX = 24 * 3_600_000
const RETRY_MS = 1_000
const RETRY_MS_MAX = 60_000
/** An order whose payment cannot be ended, because the provider is away, keeps its units this long after its deadline. */
const GRACE_MS = 5 * 60_000

/**
 * Takes the next step of all payments that are due. Any server may run it at any time: a step may be repeated, and is, if a server is killed
 * in the middle.
 * @returns how many steps were tried
 * @throws when PostgreSQL is unavailable
 */
export async function advancePayments(ctx: Context): Promise<number> {
  if (!ctx.payments) return 0
  const due = ctx.db
    .select({ id: payments.orderId })
    .from(payments)
    .where(and(lte(payments.dueAt, sql`now()`), lte(payments.claimedUntil, sql`now()`)))
    .orderBy(asc(payments.dueAt))
    .limit(PAYMENTS_MAX)
    .for('update', { skipLocked: true })
  let steps = 0
  for (let batches = 0; batches < BATCHES_MAX; batches++) {
    const taken = await advance(ctx, ctx.payments, inArray(payments.orderId, due))
    steps += taken
    if (taken < PAYMENTS_MAX) break
  }
  return steps
}

/**
 * Takes the first step of an order's payment at once, so that its buyer need not wait for the job. It may fail: the job repeats it.
 * @returns where the buyer pays, if it is known
 */
export async function startPayment(ctx: Context, orderId: string): Promise<PaymentLinks> {
  if (!ctx.payments) return new Map()
  const isNew = and(eq(payments.orderId, orderId), eq(payments.state, 'new'), lte(payments.claimedUntil, sql`now()`))
  await within(START_MS, advance(ctx, ctx.payments, isNew as SQL)).catch((error) =>
    ctx.log.warn({ order_id: orderId, error: String(error) }, 'payment not started, retrying later'),
  )
  return paymentLinks(ctx, [{ id: orderId, status: 'awaiting_payment' }])
}

/**
 * Cancels an order that awaits its payment: ends the payment, then returns the units. It may fail: the job repeats it. A buyer who has
 * paid in the meantime has the order.
 * @throws when PostgreSQL is unavailable
 */
export async function cancelPayment(ctx: Context, orderId: string): Promise<void> {
  const own = eq(payments.orderId, orderId)
  await ctx.db
    .update(payments)
    .set({ canceled: true, dueAt: sql`now()`, hints: sql`${payments.hints} + 1` })
    .where(and(own, inArray(payments.state, ['new', 'open'])))
  if (!ctx.payments) return
  await within(START_MS, advance(ctx, ctx.payments, and(own, lte(payments.claimedUntil, sql`now()`)) as SQL)).catch(
    (error) => ctx.log.warn({ order_id: orderId, error: String(error) }, 'payment not ended, retrying later'),
  )
}

async function advance(ctx: Context, provider: PaymentProvider, which: SQL): Promise<number> {
  const claimed = await ctx.db
    .update(payments)
    .set({ claimedUntil: sql`now() + ${CLAIM_MS} * interval '1 millisecond'` })
    .where(which)
    .returning({ payment: payments, now: sql<number>`floor(extract(epoch FROM now()) * 1000)::float8` })
  await Promise.all(claimed.map(({ payment, now }) => stepOf(ctx, provider, payment, new Date(now))))
  return claimed.length
}

async function stepOf(ctx: Context, provider: PaymentProvider, payment: Payment, now: Date): Promise<void> {
  try {
    const after = await within(STEP_MS, step(ctx, provider, payment, now))
    const mail = after.state === payment.state ? null : await mailAbout(ctx, payment, after.state)
    await store(ctx, payment, { ...after, attempts: 0, error: null }, mail)
    if (after.state !== payment.state)
      ctx.log.info(
        { event: 'payment.moved', state: after.state, order_id: payment.orderId, sale_id: payment.saleId },
        'payment moved on',
      )
  } catch (error) {
    const attempts = payment.attempts + 1
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** Math.min(attempts - 1, 10)) * (0.5 + Math.random() / 2)
    ctx.log.warn({ order_id: payment.orderId, attempts, error: String(error) }, 'payment step failed, retrying later')
    const dueAt = new Date(now.getTime() + waitMs)
    await store(ctx, payment, { dueAt, attempts, error: String(error).slice(0, 500) })
  }
}

/**
 * Stores what a step has found, and queues the mail about it. Of two servers that took the same step, one does. An event that arrived in the
 * meantime makes the next step due at once.
 */
async function store(
  { db, newId }: Context,
  payment: Payment,
  after: Partial<Payment>,
  mail: QueuedMail | null = null,
): Promise<void> {
  const { dueAt = null, ...values } = after
  const update = (to: Pick<Context['db'], 'update'>) =>
    to
      .update(payments)
      .set({
        ...values,
        dueAt: sql`CASE WHEN ${payments.hints} > ${payment.hints} THEN now() ELSE ${dueAt?.toISOString() ?? null}::timestamptz END`,
        claimedUntil: sql`'-infinity'`,
        ...(values.state !== undefined && values.state !== payment.state && { changedAt: sql`now()` }),
      })
      .where(and(eq(payments.orderId, payment.orderId), eq(payments.state, payment.state)))
  if (!mail) return void (await update(db))
  await db.transaction(async (tx) => {
    const { rowCount } = await update(tx)
    if (rowCount === 1) await queueMail({ db: tx, newId }, mail)
  })
}

/** @param now PostgreSQL's clock */
async function step(ctx: Context, provider: PaymentProvider, payment: Payment, now: Date): Promise<After> {
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
      await refundDue(ctx, provider, payment, order)
      return { state: 'captured', dueAt: null }
    case 'lost':
      await endRefunds(ctx.db, eq(refunds.orderId, order.id), 'void')
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
  // It may have been confirmed before, by a server that was killed then, and units of it may have been returned since.
  const wasSold = status === 'done' || status === 'confirmed' || (await hasRefunds(ctx, order))
  if (wasSold) return { state: seen.status === 'captured' ? 'captured' : 'capture', dueAt: now }
  // The money is late. If the units are still there, the order has them again, and the next step confirms it.
  if (status === 'expired' && (await reclaimOrder(ctx, order))) return { state: 'open', dueAt: now }
  return { state: 'release', dueAt: now }
}

/** Gives the money of returned units back, one refund after the other. Each has its own key, so none is paid twice. */
async function refundDue(
  ctx: Context,
  provider: PaymentProvider,
  payment: Payment,
  { refunds: known }: StoredOrder,
): Promise<void> {
  for (const refund of known.filter(({ status }) => status === 'pending')) {
    await provider.refund(refOf(payment), { key: refund.id, amount: refund.amount })
    const mail = await mailAboutRefund(ctx, payment, refund)
    await ctx.db.transaction(async (tx) => {
      const isNew = await endRefunds(tx, eq(refunds.id, refund.id), 'done')
      if (mail && isNew) await queueMail({ db: tx, newId: ctx.newId }, mail)
    })
  }
}

/** @returns whether one was pending */
async function endRefunds(db: Pick<Context['db'], 'update'>, which: SQL, status: 'done' | 'void'): Promise<boolean> {
  const { rowCount } = await db
    .update(refunds)
    .set({ status, doneAt: sql`now()` })
    .where(and(which, eq(refunds.status, 'pending')))
  return (rowCount ?? 0) > 0
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

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(() => timeout.reject(new Error('the provider did not answer in time')), ms)
  return Promise.race([work, timeout.promise]).finally(() => clearTimeout(timer))
}
