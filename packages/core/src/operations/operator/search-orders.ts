import { type SQL, sql } from 'drizzle-orm'
import {
  type FoundOrdersView,
  type OrderDetailsView,
  type Outcome,
  ok,
  SEARCH_ROWS_MAX,
  type SearchOrdersInput,
  searchOrdersInput,
} from '../../contract/index.ts'
import { idsWithNumber, type NumberedIds } from '../../domain/index.ts'
import type { Sale } from '../../ledger/index.ts'
import { isShown, orderDetails } from '../order/order-details.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { all, firstIdAt } from './search.ts'

interface Row {
  [column: string]: unknown
  id: string | null
  scanned: number
  last_id: string
  last_at: Date
}

/**
 * Searches the orders of all buyers, newest first. Without an order, a page scans backwards along the best index (buyer, units sold
 * or returned of the item, sale, or all orders), at most SEARCH_ROWS_MAX rows; the next page continues from there.
 */
export async function searchOrders(ctx: Context, raw: unknown): Promise<Outcome<FoundOrdersView>> {
  const input = parse(searchOrdersInput, raw)
  if (!input.ok) return input
  try {
    const { order_id: one } = input.value
    if (one === undefined) return ok(await search(ctx, input.value))
    return ok({ orders: await details(ctx, await idsOf(ctx, one)), scanned_until: null, next_cursor: null })
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** The order with an id, or all with a number, which is one but for a rare coincidence. */
async function idsOf(ctx: Context, idOrNumber: string): Promise<string[]> {
  const numbered = idsWithNumber(idOrNumber)
  if (numbered === null) return [idOrNumber]
  const { rows } = await ctx.db.execute<{ id: string }>(ordersWith(numbered))
  return rows.map(({ id }) => id)
}

/** Along the index of ids, through the orders of one hour. */
export const ordersWith = ({ fromMs, belowMs, end }: NumberedIds): SQL => sql`
  SELECT id FROM orders
  WHERE id >= ${firstIdAt(fromMs)}::uuid AND id < ${firstIdAt(belowMs)}::uuid AND right(id::text, ${end.length}::int) = ${end}
  ORDER BY id DESC`

async function search(ctx: Context, input: SearchOrdersInput): Promise<FoundOrdersView> {
  const { limit } = input
  const wanted = all(
    sql`status <> 'void'`,
    ctx.sales.visible !== undefined &&
      sql`EXISTS (SELECT FROM sales WHERE sales.id = sale_id AND ${ctx.sales.visible})`,
    input.user_id !== undefined && sql`user_id = ${input.user_id}`,
    input.sale_id !== undefined && sql`sale_id = ${input.sale_id}`,
    input.status !== undefined && sql`status = ${input.status}`,
    input.from !== undefined && sql`created_at >= ${input.from}::timestamptz`,
    input.to !== undefined && sql`created_at <= ${input.to}::timestamptz`,
  )
  const read = sql`
    WITH scanned AS MATERIALIZED (${await walk(ctx, input)} ORDER BY id DESC LIMIT ${SEARCH_ROWS_MAX}),
    bounds AS (
      SELECT count(*) OVER ()::int AS scanned, id AS last_id, created_at AS last_at FROM scanned ORDER BY id LIMIT 1
    ), found AS (
      SELECT id FROM scanned WHERE ${wanted} ORDER BY id DESC LIMIT ${limit + 1}
    )
    SELECT * FROM bounds LEFT JOIN found ON true ORDER BY id DESC`
  const { rows } = await ctx.history.read(await saleOf(ctx, input), (db) => db.execute<Row>(read))
  const [bounds] = rows
  const ids = rows.flatMap(({ id }) => (id === null ? [] : [id]))
  const orders = await details(ctx, ids.slice(0, limit))
  const last = orders.at(-1)
  const more = ids.length > limit && last !== undefined
  const cut = bounds !== undefined && bounds.scanned === SEARCH_ROWS_MAX
  return {
    orders,
    scanned_until: bounds ? new Date(more ? last.created_at : bounds.last_at).toISOString() : null,
    next_cursor: more ? last.id : cut ? bounds.last_id : null,
  }
}

/** The sale that the search is limited to; null: any. */
function saleOf(ctx: Context, { item_id, sale_id }: SearchOrdersInput): Promise<Sale | null> {
  if (item_id !== undefined) return ctx.sales.ofItem(item_id)
  return sale_id === undefined ? Promise.resolve(null) : ctx.sales.get(sale_id)
}

/** The rows to scan, along one index. */
async function walk(ctx: Context, input: SearchOrdersInput): Promise<SQL> {
  const { item_id, user_id, sale_id, cursor, from, to } = input
  const { checkoutTtlMs, holdMs } = ctx.settings
  const columns = sql`id, sale_id, user_id, status, created_at`
  // An order has the id of its checkout or hold, so it is younger than its id by at most their lifetime.
  const before = all(
    sql`true`,
    cursor !== undefined && sql`id < ${cursor}::uuid`,
    to !== undefined && sql`id < ${firstIdAt(Date.parse(to) + 1_000)}::uuid`,
    from !== undefined && sql`id >= ${firstIdAt(Date.parse(from) - Math.max(checkoutTtlMs, holdMs) - 1_000)}::uuid`,
  )
  if (item_id !== undefined) {
    const saleOfItem = (await ctx.sales.ofItem(item_id))?.id ?? 0
    return sql`
      SELECT ${columns} FROM orders WHERE ${before} AND sale_id = ${saleOfItem} AND id IN (
        (SELECT order_id FROM order_lines WHERE sale_id = ${saleOfItem} AND item_id = ${item_id}
        ORDER BY unit_no DESC LIMIT ${SEARCH_ROWS_MAX})
        UNION ALL
        (SELECT order_id FROM returned_lines WHERE sale_id = ${saleOfItem} AND item_id = ${item_id} LIMIT ${SEARCH_ROWS_MAX}))`
  }
  if (user_id !== undefined) return sql`SELECT ${columns} FROM orders WHERE user_id = ${user_id} AND ${before}`
  if (sale_id !== undefined) return sql`SELECT ${columns} FROM orders WHERE sale_id = ${sale_id} AND ${before}`
  return sql`SELECT ${columns} FROM orders WHERE ${before}`
}

async function details(ctx: Context, ids: string[]): Promise<OrderDetailsView[]> {
  const shown: OrderDetailsView[] = []
  for (const order of await Promise.all(ids.map((id) => ctx.ledger.readOrder(id)))) {
    const sale = order && (await ctx.sales.get(order.saleId))
    if (isShown(order) && sale) shown.push(orderDetails(ctx, sale, order))
  }
  return shown
}
