import { schema } from '@hourglass/db'
import { and, asc, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import { type ExportPageView, exportInput, type Outcome, ok, refuse } from '../../contract/index.ts'
import { type Cell, csvOf } from '../../domain/index.ts'
import type { Sale } from '../../ledger/index.ts'
import { isShown, orderDetails } from '../order/order-details.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { itemSummary } from '../sale/views.ts'

/** Rows read at a time, so that a server holds a small part of a large export. */
const EXPORT_ROWS = 1_000

const { attempts, orders } = schema

type Read = (ctx: Context, sale: Sale, cursor: string | undefined) => Promise<{ rows: Cell[][]; next: string | null }>

/** The next part of the orders of a sale as CSV, one row per line of an order, oldest first. The first part has the header row. */
export const exportOrders = (ctx: Context, raw: unknown) => exportPage(ctx, raw, ORDER_HEAD, readOrderRows)

/** The same of its checkout attempts, one row per item. Refused attempts are included. */
export const exportAttempts = (ctx: Context, raw: unknown) => exportPage(ctx, raw, ATTEMPT_HEAD, readAttemptRows)

async function exportPage(ctx: Context, raw: unknown, head: string[], read: Read): Promise<Outcome<ExportPageView>> {
  const input = parse(exportInput, raw)
  if (!input.ok) return input
  const { id, cursor } = input.value
  try {
    const sale = await ctx.sales.get(id)
    if (!sale) return refuse('sale_not_found')
    const { rows, next } = await read(ctx, sale, cursor)
    return ok({ csv: csvOf(cursor === undefined ? [head, ...rows] : rows), next_cursor: next })
  } catch (error) {
    return ledgerRefusal(error)
  }
}

const ORDER_HEAD = [
  'order_id',
  'number',
  'status',
  'created_at',
  'user_id',
  'item_id',
  'item',
  'quantity',
  'price',
  'line_total',
  'currency',
  'returned',
]

/** Prices are in minor units, as everywhere in the API. */
const readOrderRows: Read = async (ctx, sale, cursor) => {
  const found = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(all(eq(orders.saleId, sale.id), ne(orders.status, 'void'), cursor && gt(orders.id, cursor)))
    .orderBy(asc(orders.id))
    .limit(EXPORT_ROWS)
  const stored = await Promise.all(found.map(({ id }) => ctx.ledger.readOrder(id)))
  const rows = stored.filter(isShown).flatMap((order) => {
    const { number, status, created_at, items, refunds } = orderDetails(ctx, sale, order)
    const returnedOf = (itemId: number) =>
      refunds.flatMap((refund) => refund.items).reduce((sum, item) => sum + (item.id === itemId ? item.quantity : 0), 0)
    return items.map(({ id, name, quantity, price: { amount, currency } }): Cell[] => [
      order.id,
      number,
      status,
      created_at,
      order.userId,
      id,
      name,
      quantity,
      amount,
      quantity * amount,
      currency,
      returnedOf(id),
    ])
  })
  return { rows, next: found.length < EXPORT_ROWS ? null : (found.at(-1)?.id ?? null) }
}

const ATTEMPT_HEAD = [
  'attempt_id',
  'checkout_id',
  'at',
  'user_id',
  'outcome',
  'item_id',
  'item',
  'quantity',
  'price_shown',
]

const readAttemptRows: Read = async (ctx, sale, cursor) => {
  const [checkoutId = '', id = ''] = cursor?.split(':') ?? []
  const after = sql`(${attempts.checkoutId}, ${attempts.id}) > (${checkoutId}::uuid, ${id}::uuid)`
  const found = await ctx.db
    .select()
    .from(attempts)
    .where(all(eq(attempts.saleId, sale.id), cursor !== undefined && after))
    .orderBy(asc(attempts.checkoutId), asc(attempts.id))
    .limit(EXPORT_ROWS)
  const rows = found.flatMap(({ itemIds, quantities, prices, ...attempt }) =>
    itemIds.map((itemId, n): Cell[] => [
      attempt.id,
      attempt.checkoutId,
      attempt.at.toISOString(),
      attempt.userId,
      attempt.outcome,
      itemId,
      itemSummary(sale, itemId).name,
      quantities?.[n] ?? 1,
      prices?.[n] ?? null,
    ]),
  )
  const last = found.at(-1)
  return { rows, next: last && found.length === EXPORT_ROWS ? `${last.checkoutId}:${last.id}` : null }
}

const all = (...conditions: (SQL | string | false | undefined)[]): SQL | undefined =>
  and(...conditions.filter((condition): condition is SQL => typeof condition === 'object'))
