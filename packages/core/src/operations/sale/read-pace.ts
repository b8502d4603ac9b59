import { type Database, schema } from '@hourglass/db'
import { and, asc, eq, inArray, max, sql, sum } from 'drizzle-orm'
import {
  FASTEST_ITEMS,
  type Outcome,
  ok,
  PACE_MINUTES,
  type PaceView,
  refuse,
  saleInput,
} from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { itemSummary } from './views.ts'

const { orders, orderLines } = schema

/** Maximum age of a cached pace. */
export const PACE_MAX_AGE_MS = 2_000

/** How fast a sale is selling. Read at most once per PACE_MAX_AGE_MS, regardless of load. */
export async function readPace(ctx: Context, raw: unknown): Promise<Outcome<PaceView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.get(input.value.id)
  return sale ? ok(await ctx.paces.read(sale.id, () => paceOf(ctx, sale))) : refuse('sale_not_found')
}

/** Orders of a sale that own units; an order counts from the time of its confirmation. */
const ofSale = (sale: Sale) => and(eq(orders.saleId, sale.id), inArray(orders.status, ['confirmed', 'partly_refunded']))

const paceOf = (ctx: Context, sale: Sale): Promise<PaceView> =>
  ctx.history.read(sale, (db) => readPaceOf(db, sale, ctx.clock()))

async function readPaceOf(db: Database, sale: Sale, now: Date): Promise<PaceView> {
  const minutesAgo = sql<number>`floor(extract(epoch FROM now() - ${orders.changedAt}) / 60)::int`
  const recent = sql`${orders.changedAt} > now() - make_interval(mins => ${PACE_MINUTES})`
  const [sold, [last], first] = await Promise.all([
    db
      .select({ minutesAgo, units: sum(sql`${orders.units} - ${orders.returned}`) })
      .from(orders)
      .where(and(ofSale(sale), recent))
      .groupBy(sql`1`),
    db
      .select({ at: max(orders.changedAt) })
      .from(orders)
      .where(ofSale(sale)),
    db
      .select({ itemId: orderLines.itemId, at: orders.changedAt })
      .from(orders)
      .innerJoin(orderLines, and(eq(orderLines.saleId, orders.saleId), eq(orderLines.orderId, orders.id)))
      .where(ofSale(sale))
      .orderBy(asc(orders.changedAt), asc(orderLines.itemId), asc(orderLines.unitNo))
      .limit(FASTEST_ITEMS),
  ])
  const minutes = new Array<number>(PACE_MINUTES).fill(0)
  for (const row of sold) minutes[PACE_MINUTES - 1 - Math.max(0, row.minutesAgo)] = Number(row.units)
  return {
    sale_id: sale.id,
    minutes,
    fastest: first.map(({ itemId, at }) => ({
      item: itemSummary(sale, itemId),
      sold_after_ms: Math.max(0, at.getTime() - sale.startsAt.getTime()),
    })),
    last_sold_at: last?.at?.toISOString() ?? null,
    at: now.toISOString(),
  }
}
