import { schema } from '@hourglass/db'
import { and, asc, eq, gt, isNotNull, sql } from 'drizzle-orm'
import { type MoneyReportView, type Outcome, ok, refuse, saleInput } from '../../contract/index.ts'
import { orderNumberOf } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import type { PaymentProvider, ProviderPayment } from './provider.ts'

const { payments, refunds } = schema

/** Payments that are read from the provider at a time. */
const READ_AT_ONCE = 8
const PAGE = 200

/** A payment, and how much of it the ledger has given back and has yet to. */
interface Booked {
  orderId: string
  ref: string
  state: (typeof payments.$inferSelect)['state']
  amount: number
  currency: string
  isBusy: boolean
  refunded: number
}

/**
 * Compares every payment of a sale with what its provider says, and sums both sides. Payments with a step left are counted and not compared.
 * Reads each payment from the provider, so it takes a while: about 8 are read at a time.
 * @throws what the provider throws when it cannot be read
 */
export async function reconcileMoney(ctx: Context, raw: unknown): Promise<Outcome<MoneyReportView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  try {
    const sale = await ctx.sales.get(input.value.id)
    if (!sale) return refuse('sale_not_found')
    const report: MoneyReportView = {
      sale_id: sale.id,
      currency: sale.currency,
      payments: 0,
      in_progress: 0,
      ledger: { captured: 0, refunded: 0 },
      provider: { captured: 0, refunded: 0 },
      differences: [],
    }
    for (let after: string | undefined; ; ) {
      const page = await booked(ctx, sale.id, { after })
      report.payments += page.length
      for (let at = 0; at < page.length; at += READ_AT_ONCE)
        await Promise.all(page.slice(at, at + READ_AT_ONCE).map((each) => compare(ctx, sale.id, each, report)))
      after = page.at(-1)?.orderId
      if (page.length < PAGE) return ok(report)
    }
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function compare(ctx: Context, saleId: number, first: Booked, report: MoneyReportView): Promise<void> {
  const provider: PaymentProvider | null = ctx.payments
  if (!provider) throw new Error('PAYMENTS names no provider')
  const seen = await provider.read(first.ref)
  // Read again: a step may have been taken in between.
  const [now] = await booked(ctx, saleId, { only: first.orderId })
  if (!now || now.isBusy || now.state !== first.state || now.refunded !== first.refunded) {
    report.in_progress++
    return
  }
  const expected = moneyOf(now)
  const found = { captured: isCaptured(seen) ? seen.amount : 0, refunded: isCaptured(seen) ? seen.refunded : 0 }
  for (const each of ['captured', 'refunded'] as const) {
    report.ledger[each] += expected[each]
    report.provider[each] += found[each]
  }
  const fits = expected.captured === found.captured && expected.refunded === found.refunded
  if (fits && seen.currency === now.currency && seen.status !== 'authorized') return
  report.differences.push({
    order_id: now.orderId,
    order_number: orderNumberOf(now.orderId),
    expected: `${now.state}: ${expected.captured} captured, ${expected.refunded} refunded`,
    found: `${seen.status}: ${found.captured} captured, ${found.refunded} refunded${seen.currency === now.currency ? '' : `, in ${seen.currency}`}`,
  })
}

const isCaptured = ({ status }: ProviderPayment): boolean => status === 'captured' || status === 'refunded'

/** What the provider must have taken and given back. Money that was released without being captured is neither. */
const moneyOf = ({ state, amount, refunded }: Booked): { captured: number; refunded: number } =>
  state === 'captured' ? { captured: amount, refunded } : { captured: 0, refunded: 0 }

async function booked(
  { db }: Context,
  saleId: number,
  { after, only }: { after?: string | undefined; only?: string },
): Promise<Booked[]> {
  // Drizzle leaves out the table of a column in a query of one table.
  const sumOf = (status: string) => sql<number>`
    coalesce((SELECT sum(r.amount) FROM ${refunds} r WHERE r.order_id = payments.order_id AND r.status = ${status}), 0)::float8`
  // One that has ended is read again now and then, for late money; it can be compared nevertheless.
  const isBusy = sql<boolean>`(${payments.dueAt} IS NOT NULL AND ${payments.state} <> 'canceled') OR ${sumOf('pending')} > 0`
  const found = await db
    .select({
      orderId: payments.orderId,
      ref: payments.ref,
      state: payments.state,
      amount: payments.amount,
      currency: payments.currency,
      isBusy,
      refunded: sumOf('done'),
    })
    .from(payments)
    .where(
      and(
        eq(payments.saleId, saleId),
        isNotNull(payments.ref),
        after === undefined ? undefined : gt(payments.orderId, after),
        only === undefined ? undefined : eq(payments.orderId, only),
      ),
    )
    .orderBy(asc(payments.orderId))
    .limit(PAGE)
  return found.map((row) => ({ ...row, ref: row.ref ?? '' }))
}
