import { schema } from '@hourglass/db'
import { desc, lt } from 'drizzle-orm'
import {
  type ActiveSalesView,
  no,
  type Outcome,
  type SalesView,
  type SaleView,
  saleInput,
  salesInput,
  yes,
} from '../contract/index.ts'
import type { Sale } from '../ledger/index.ts'
import type { Context } from './context.ts'
import { parse } from './parse.ts'
import { saleStatus, saleView } from './views.ts'

const { sales } = schema

/** One sale with its units. */
export async function readSale(ctx: Context, raw: unknown): Promise<Outcome<SaleView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.get(input.value.id)
  return sale ? yes(await view(ctx, sale)) : no('sale_not_found')
}

/** The sales that can be bought from now, the newest first, and the one that opens next. */
export async function readActiveSales(ctx: Context): Promise<Outcome<ActiveSalesView>> {
  const now = ctx.clock()
  const open = ctx.sales.open(now)
  const current = open.filter((sale) => saleStatus(sale, now) === 'open').reverse()
  const next = open.find((sale) => saleStatus(sale, now) === 'scheduled')
  return yes({
    server_time: now.toISOString(),
    sales: await Promise.all(current.slice(0, ACTIVE_SALES_MAX).map((sale) => view(ctx, sale))),
    next: next ? await view(ctx, next) : null,
  })
}

/** Sales listed as active; older ones are found in the list of all sales. */
const ACTIVE_SALES_MAX = 24

/** All sales, the newest first. `cursor`: the last id of the page before. */
export async function listSales(ctx: Context, raw: unknown): Promise<Outcome<SalesView>> {
  const input = parse(salesInput, raw)
  if (!input.ok) return input
  const { limit, cursor } = input.value
  const rows = await ctx.db
    .select({ id: sales.id })
    .from(sales)
    .where(cursor === undefined ? undefined : lt(sales.id, cursor))
    .orderBy(desc(sales.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const found = await Promise.all(page.map((row) => ctx.sales.get(row.id)))
  return yes({
    sales: await Promise.all(found.filter((sale) => sale !== null).map((sale) => view(ctx, sale))),
    next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  })
}

async function view(ctx: Context, sale: Sale): Promise<SaleView> {
  return saleView(sale, (await ctx.shelves.read(sale)).units, ctx.clock())
}
