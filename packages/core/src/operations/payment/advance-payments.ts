import { schema } from '@hourglass/db'
import { and, asc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { type QueuedMail, queueMail } from '../mail/queue-mail.ts'
import type { Context } from '../runtime/context.ts'
import type { PaymentLinks } from '../sale/views.ts'
import { paymentLinks } from './payment-links.ts'
import { mailAbout } from './payment-mail.ts'
import { type Payment, takeStep } from './payment-steps.ts'
import type { PaymentProvider } from './provider.ts'

const { payments } = schema

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
const RETRY_MS = 1_000
const RETRY_MS_MAX = 60_000

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
    const after = await within(STEP_MS, takeStep(ctx, provider, payment, now))
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

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(() => timeout.reject(new Error('the provider did not answer in time')), ms)
  return Promise.race([work, timeout.promise]).finally(() => clearTimeout(timer))
}
