import { schema } from '@hourglass/db'
import { and, desc, lt } from 'drizzle-orm'
import {
  type ActiveSalesView,
  activeSalesInput,
  type Outcome,
  ok,
  refuse,
  type SalesView,
  type SaleView,
  saleInput,
  salesInput,
} from '../../contract/index.ts'
import { nextStart } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { saleStatus, saleView } from './views.ts'

const { sales } = schema

/** One sale with its unit counts. */
export async function readSale(ctx: Context, raw: unknown): Promise<Outcome<SaleView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const [sale] = await views(ctx, [input.value.id])
  return sale ? ok(sale) : refuse('sale_not_found')
}

/** The open sales, newest first, and the one that opens next. */
export async function readActiveSales(ctx: Context, raw: unknown = {}): Promise<Outcome<ActiveSalesView>> {
  const input = parse(activeSalesInput, raw)
  if (!input.ok) return input
  const { door } = input.value
  const now = ctx.clock()
  const wanted = ctx.sales.open(now).filter((sale) => !door || (door === 'queue') === (sale.door === 'queue'))
  const open = wanted.map((sale) => ({ id: sale.id, kind: sale.kind, status: saleStatus(sale, now) }))
  const idsOf = (...statuses: SaleView['status'][]) => open.filter((sale) => statuses.includes(sale.status))
  // Limited per kind, so that many merchant sales cannot crowd out the hourly ones.
  const newest = (kind: SaleView['kind']) =>
    idsOf('open', 'paused')
      .filter((sale) => sale.kind === kind)
      .map(({ id }) => id)
      .sort((a, b) => b - a)
      .slice(0, ACTIVE_SALES_MAX)
  const scheduled = idsOf('scheduled').map(({ id }) => id)
  const [next] = await views(ctx, scheduled.slice(0, 1))
  return ok({
    server_time: now.toISOString(),
    sales: await views(
      ctx,
      [...newest('hourly'), ...newest('merchant')].sort((a, b) => b - a),
    ),
    next: next ?? null,
    next_starts_at: nextStart(now, ctx.settings.salePeriodMs).toISOString(),
  })
}

/** Most active sales per kind. Older ones are in the list of all sales. */
const ACTIVE_SALES_MAX = 24

/** All sales, newest first. `cursor`: the last id of the previous page. */
export async function listSales(ctx: Context, raw: unknown): Promise<Outcome<SalesView>> {
  const input = parse(salesInput, raw)
  if (!input.ok) return input
  const { limit, cursor } = input.value
  // Sales with lower ids were created earlier. If the sale at the cursor is on the replica, so are they.
  const after = cursor === undefined ? null : await ctx.sales.get(cursor)
  const rows = await ctx.history.read(after, (db) =>
    db
      .select({ id: sales.id })
      .from(sales)
      .where(and(ctx.sales.visible, cursor === undefined ? undefined : lt(sales.id, cursor)))
      .orderBy(desc(sales.id))
      .limit(limit + 1),
  )
  const page = rows.slice(0, limit).map(({ id }) => id)
  const next_cursor = rows.length > limit ? (page.at(-1) ?? null) : null
  return ok({ sales: await views(ctx, page), next_cursor })
}

async function views(ctx: Context, saleIds: number[]): Promise<SaleView[]> {
  const found = await Promise.all(saleIds.map((id) => ctx.sales.get(id)))
  const sales = found.filter((sale) => sale !== null)
  return Promise.all(sales.map(async (sale) => saleView(ctx, sale, (await ctx.shelves.read(sale)).units)))
}
