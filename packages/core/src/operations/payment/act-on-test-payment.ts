import { schema } from '@hourglass/db'
import { and, eq, inArray } from 'drizzle-orm'
import {
  type Outcome,
  ok,
  refuse,
  type TestPaymentAction,
  type TestPaymentView,
  testPaymentActionInput,
  testPaymentInput,
} from '../../contract/index.ts'
import { orderNumberOf } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { receivePaymentEvent } from './receive-event.ts'
import { testEvent } from './test-provider.ts'

const { testPayments } = schema

/** Reads a payment of the provider `test`, for anyone who has its link. With a key: of an order of that partner. */
export async function readTestPayment(ctx: Context, raw: unknown): Promise<Outcome<TestPaymentView>> {
  const input = parse(testPaymentInput, raw)
  if (!input.ok) return input
  if (ctx.payments?.name !== 'test') return refuse('payment_not_found')
  const [found] = await ctx.db.select().from(testPayments).where(eq(testPayments.orderId, input.value.id))
  if (!found || !(await ctx.ledger.readOrder(found.orderId))) return refuse('payment_not_found')
  const { orderId: id, status, amount, currency, returnUrl } = found
  return ok({ id, order_number: orderNumberOf(id), status, amount: { amount, currency }, return_url: returnUrl })
}

/**
 * Pays with play money, or does what goes wrong with real money. `approve_late` works even after the payment has ended, as if the buyer's
 * bank had been slow.
 */
export async function actOnTestPayment(ctx: Context, raw: unknown): Promise<Outcome<TestPaymentView>> {
  const input = parse(testPaymentActionInput, raw)
  if (!input.ok) return input
  const { id, action } = input.value
  const found = await readTestPayment(ctx, { id })
  if (!found.ok) return found
  const { from, status, amount, events } = EFFECTS[action](found.value.amount.amount)
  const open = and(eq(testPayments.orderId, id), inArray(testPayments.status, from))
  const { rowCount } = await ctx.db
    .update(testPayments)
    .set({ status, ...(amount !== undefined && { amount }) })
    .where(open)
  if (rowCount === 0) return refuse('payment_ended')
  for (const type of events) {
    const { raw: body, headers } = testEvent(ctx.signing.checkout, id, type)
    const received = await receivePaymentEvent(ctx, body, headers)
    if (!received.ok) return received
  }
  return readTestPayment(ctx, { id })
}

interface Effect {
  from: TestPaymentView['status'][]
  status: TestPaymentView['status']
  amount?: number
  events: string[]
}

const EFFECTS: Record<TestPaymentAction, (amount: number) => Effect> = {
  approve: () => ({ from: ['pending'], status: 'authorized', events: ['payment.authorized'] }),
  decline: () => ({ from: ['pending'], status: 'canceled', events: ['payment.canceled'] }),
  approve_twice: () => ({
    from: ['pending'],
    status: 'authorized',
    events: ['payment.authorized', 'payment.authorized'],
  }),
  approve_late: () => ({ from: ['pending', 'canceled'], status: 'authorized', events: ['payment.authorized'] }),
  approve_silently: () => ({ from: ['pending'], status: 'authorized', events: [] }),
  approve_reordered: () => ({
    from: ['pending'],
    status: 'authorized',
    events: ['payment.captured', 'payment.authorized', 'payment.created'],
  }),
  approve_other_amount: (amount) => ({
    from: ['pending'],
    status: 'authorized',
    amount: amount + 1,
    events: ['payment.authorized'],
  }),
}
