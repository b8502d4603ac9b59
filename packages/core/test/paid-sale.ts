import assert from 'node:assert/strict'
import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import type { OrderView, TestPaymentAction } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import { actOnTestPayment, advancePayments, type Context, purchase, readOrder } from '../src/operations/index.ts'
import { granted, merchantSale } from './held-shop.ts'
import { codeFor } from './shop.ts'

const { orders, payments, testPayments } = schema

export const PLAY_MONEY = { provider: 'test', storefront: 'http://shop.example' } as const

/** A sale that takes payment: four items with two units each, at most three units per buyer. */
export const paidSale = (ctx: Context, more: object = {}): Promise<Sale> =>
  merchantSale(
    ctx,
    Array.from({ length: 4 }, () => ({ stock: 2, price: 1_500 })),
    { payment: 'required', buyer_limit: 3, ...more },
  )

/** Buys a unit of each position. @returns the order, which awaits its payment */
export async function reserve(ctx: Context, sale: Sale, userId: string, ...positions: number[]): Promise<OrderView> {
  const code = await codeFor(ctx, sale, userId, ...(positions.length > 0 ? positions : [0]))
  return granted(await purchase(ctx, { code })).order
}

/** The buyer does something on the provider's page. */
export const act = (ctx: Context, { id }: Pick<OrderView, 'id'>, action: TestPaymentAction) =>
  actOnTestPayment(ctx, { id, action })

/** Runs the job until nothing is due. */
export async function settleAll(ctx: Context): Promise<void> {
  for (let rounds = 1; (await advancePayments(ctx)) > 0; rounds++) assert.ok(rounds < 20, 'payments never settle')
}

/** Makes the deadline of an order pass, and its payment due. `ago`: how long before now, as an interval. */
export async function passDeadline(ctx: Context, { id }: Pick<OrderView, 'id'>, ago = '1 second'): Promise<void> {
  await ctx.db
    .update(orders)
    .set({ payBy: sql`now() - ${ago}::interval` })
    .where(eq(orders.id, id))
  await makeDue(ctx, { id })
}

/** The job looks at a payment now, as it would after its pause, or after its server was killed. */
export async function makeDue(ctx: Context, { id }: Pick<OrderView, 'id'>): Promise<void> {
  const due = { dueAt: sql`now()`, claimedUntil: sql`'-infinity'` }
  await ctx.db.update(payments).set(due).where(eq(payments.orderId, id))
}

/** Where an order stands: its status, the state of its payment, and the provider's status of it. */
export async function standing(ctx: Context, { id }: Pick<OrderView, 'id'>): Promise<string> {
  const { status } = granted(await readOrder(ctx, { id }))
  const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, id))
  const [money] = await ctx.db.select().from(testPayments).where(eq(testPayments.orderId, id))
  return `${status}, ${payment?.state ?? 'none'}, ${money?.status ?? 'none'}`
}
