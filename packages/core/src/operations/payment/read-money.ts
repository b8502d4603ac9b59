import { sql } from 'drizzle-orm'
import { type MoneyView, type Outcome, ok, refuse, saleInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'

type Sums = Pick<MoneyView, 'captured' | 'to_capture' | 'lost' | 'refunded' | 'to_refund'> & Record<string, unknown>
type ByStatus = MoneyView['orders'][number] & Record<string, unknown>

/** The money of a sale by the ledger: its orders by status, and what was captured and refunded. */
export async function readMoney(ctx: Context, raw: unknown): Promise<Outcome<MoneyView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  try {
    const sale = await ctx.sales.get(input.value.id)
    if (!sale) return refuse('sale_not_found')
    const { id, currency, payment } = sale
    // float8 is exact for these totals and becomes a number in JavaScript.
    const { rows: orders } = await ctx.db.execute<ByStatus>(sql`
      SELECT status, count(*)::int AS orders, sum(units)::int AS units, sum(total)::float8 AS total
      FROM orders WHERE sale_id = ${id} AND status <> 'void' GROUP BY status ORDER BY orders DESC, status`)
    const sumOf = (table: string, states: string, at: string) =>
      sql.raw(`
      (SELECT coalesce(sum(amount) FILTER (WHERE ${states}), 0)::float8 FROM ${table} WHERE sale_id = ${id}) AS ${at}`)
    const { rows } = await ctx.db.execute<Sums>(sql`SELECT
      ${sumOf('payments', "state = 'captured'", 'captured')}, ${sumOf('payments', "state = 'capture'", 'to_capture')},
      ${sumOf('payments', "state = 'lost'", 'lost')}, ${sumOf('refunds', "status = 'done'", 'refunded')},
      ${sumOf('refunds', "status = 'pending'", 'to_refund')}`)
    const none = { captured: 0, to_capture: 0, lost: 0, refunded: 0, to_refund: 0 }
    return ok({ sale_id: id, currency, payment, orders, ...(rows[0] ?? none) })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
