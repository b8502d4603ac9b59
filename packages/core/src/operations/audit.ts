import { schema } from '@hourglass/db'
import { and, count, eq, gt, max, sql, sum } from 'drizzle-orm'
import { type AuditView, no, type Outcome, saleInput, yes } from '../contract/index.ts'
import type { Sale } from '../ledger/index.ts'
import type { Context } from './context.ts'
import { parse } from './parse.ts'

const { items, buyers, orders, orderLines, attempts } = schema

/** The sale's books, summed in the ledger at one instant, beside what the gate believes. Anyone may ask. */
export async function audit(ctx: Context, raw: unknown): Promise<Outcome<AuditView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.get(input.value.id)
  return sale ? yes(await sharedAudit(ctx, sale)) : no('sale_not_found')
}

/** One audit of a sale at a time, however many ask. */
const underWay = new WeakMap<Context, Map<number, Promise<AuditView>>>()

function sharedAudit(ctx: Context, sale: Sale): Promise<AuditView> {
  const running = underWay.get(ctx) ?? new Map<number, Promise<AuditView>>()
  underWay.set(ctx, running)
  const shared = running.get(sale.id) ?? auditSale(ctx, sale).finally(() => running.delete(sale.id))
  running.set(sale.id, shared)
  return shared
}

async function auditSale(ctx: Context, sale: Sale): Promise<AuditView> {
  const gate = await gateView(ctx, sale)
  const found = await ctx.db.transaction(
    async (tx) => {
      const [units] = await tx
        .select({ stock: sum(items.stock), sold: sum(items.sold), held: sum(items.held) })
        .from(items)
        .where(eq(items.saleId, sale.id))
      const [lines] = await tx.select({ count: count() }).from(orderLines).where(eq(orderLines.saleId, sale.id))
      const confirmed = and(eq(orders.saleId, sale.id), eq(orders.status, 'confirmed'))
      const [orderRows] = await tx
        .select({ count: count(), units: sum(orders.units) })
        .from(orders)
        .where(confirmed)
      const has = sql<number>`${buyers.held} + ${buyers.sold}`
      const [buyerRows] = await tx
        .select({ count: count(), most: max(has), units: sum(buyers.sold) })
        .from(buyers)
        .where(and(eq(buyers.saleId, sale.id), gt(has, 0)))
      const tried = await tx
        .select({ outcome: attempts.outcome, count: count() })
        .from(attempts)
        .where(eq(attempts.saleId, sale.id))
        .groupBy(attempts.outcome)
      return { units, lines, orderRows, buyerRows, tried }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
  const stock = Number(found.units?.stock ?? 0)
  const sold = Number(found.units?.sold ?? 0)
  const held = Number(found.units?.held ?? 0)
  const most = Number(found.buyerRows?.most ?? 0)
  const lines = found.lines?.count ?? 0
  return {
    sale_id: sale.id,
    units: { stock, sold, held, free: stock - sold - held },
    order_lines: lines,
    orders: found.orderRows?.count ?? 0,
    buyers: found.buyerRows?.count ?? 0,
    most_per_buyer: most,
    buyer_limit: sale.buyerLimit,
    attempts: Object.fromEntries(found.tried.map((row) => [row.outcome, row.count])),
    gate,
    promises: {
      exact: sold + held <= stock && lines === sold,
      fair: most <= sale.buyerLimit,
      conserved: Number(found.orderRows?.units ?? 0) === sold && Number(found.buyerRows?.units ?? 0) === sold,
    },
    at: ctx.clock().toISOString(),
  }
}

async function gateView(ctx: Context, sale: Sale): Promise<AuditView['gate']> {
  const seen = await ctx.gate.look(sale.id, { epoch: 0, seq: 0 }).catch(() => null)
  if (seen?.status !== 'ok') return null
  const add = (total: number, units: number) => total + units
  return { epoch: seen.epoch, seq: seen.seq, free: seen.units.left.reduce(add, 0), out: seen.units.out.reduce(add, 0) }
}
