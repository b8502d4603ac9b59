import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import { priceOf } from '../../catalog/index.ts'
import type { Context } from '../runtime/context.ts'
import { markStartedSalesOpened } from './ensure-opened.ts'
import { lockSaleMaking, makeSale } from './make-sale.ts'
import { rebuildGate } from './rebuild-gate.ts'
import { logSales } from './write-sale-events.ts'

const { sales, items } = schema

const CURRENCY = 'EUR'

/**
 * Creates the hourly sale that starts at `startsAt`, with its items; only once, however many servers call this. Its gate is built ahead
 * of time. The clocks of Redis and PostgreSQL open it on the second.
 * @returns the id of the sale, or null if it already existed
 */
export async function openHourlySale(ctx: Context, startsAt: Date): Promise<number | null> {
  const { saleItems, buyerLimit, guests, door, payment } = ctx.settings
  let opened: number[] = []
  const saleId = await ctx.db.transaction(async (tx) => {
    await lockSaleMaking(tx)
    const already = and(eq(sales.kind, 'hourly'), eq(sales.startsAt, startsAt))
    if ((await tx.select({ id: sales.id }).from(sales).where(already)).length > 0) return null
    const sale = { currency: CURRENCY, buyerLimit, guests, door, payment, itemsCount: saleItems, startsAt }
    const { id, firstItemId, ...source } = await makeSale(tx, ctx, { kind: 'hourly', ...sale })
    const prices = Array.from({ length: saleItems }, (_, position) => priceOf(source, position))
    await tx.execute(sql`
      INSERT INTO ${items} (sale_id, id, price, stock)
      SELECT ${id}::int, ${firstItemId}::bigint + n - 1, price, 1
      FROM unnest(${sql.param(prices)}::int[]) WITH ORDINALITY AS p (price, n)`)
    opened = await markStartedSalesOpened(tx, eq(sales.id, id))
    return id
  })
  if (saleId === null) return null
  ctx.log.info(
    { event: 'sale.scheduled', sale_id: saleId, starts_at: startsAt, items: saleItems },
    'hourly sale scheduled',
  )
  logSales(ctx, 'sale.opened', opened)
  const sale = await ctx.sales.refresh(saleId)
  // Without Redis the gate is built by the first request.
  if (sale && ctx.gate.up) await rebuildGate(ctx, sale, 'new sale').catch(() => undefined)
  return saleId
}
