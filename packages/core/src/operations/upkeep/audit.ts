import { type AuditView, type Outcome, ok, refuse, saleInput } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { readTotals, type SaleTotals } from './read-totals.ts'

/** The public audit of a sale: totals from a consistent snapshot of the ledger, next to the gate's counters. */
export async function audit(ctx: Context, raw: unknown): Promise<Outcome<AuditView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.get(input.value.id)
  return sale ? ok(await ctx.flights.run(`audit ${sale.id}`, () => auditSale(ctx, sale))) : refuse('sale_not_found')
}

async function auditSale(ctx: Context, sale: Sale): Promise<AuditView> {
  const gate = await gateView(ctx, sale)
  const totals = await ctx.history.read(sale, (db) =>
    db.transaction((tx) => readTotals(tx, sale.id), { isolationLevel: 'repeatable read', accessMode: 'read only' }),
  )
  const { stock, sold, held, lines, most, ordered, reservations } = totals
  return {
    sale_id: sale.id,
    units: {
      stock,
      sold,
      held,
      free: stock - sold - held,
      awaiting_payment: ordered.awaiting_payment?.units ?? 0,
      returned: totals.returned,
    },
    order_lines: lines,
    orders: (ordered.confirmed?.count ?? 0) + (ordered.partly_refunded?.count ?? 0),
    orders_by_status: Object.fromEntries(Object.entries(ordered).map(([status, row]) => [status, row.count])),
    reservations_by_status: Object.fromEntries(
      Object.entries(reservations).map(([status, count]) => [status.toUpperCase(), count]),
    ),
    buyers: totals.buyers,
    most_per_buyer: most,
    buyer_limit: sale.buyerLimit,
    attempts: totals.attempts,
    gate,
    promises: {
      exact: sold + held <= stock && lines === sold && totals.returnedLines === totals.returned,
      fair: most <= sale.buyerLimit && totals.beyondItemLimit === 0,
      conserved: isConserved(totals),
    },
    at: ctx.clock().toISOString(),
  }
}

/** Item counters, orders and holds, and buyer counters all have the same totals. */
function isConserved({ sold, held, soldToBuyers, heldForBuyers, ordered, reservations }: SaleTotals): boolean {
  const unitsOf = (status: string) => ordered[status]?.units ?? 0
  const waiting = unitsOf('queued') + unitsOf('processing') + unitsOf('awaiting_payment') + (reservations.active ?? 0)
  return (
    unitsOf('confirmed') + unitsOf('partly_refunded') === sold &&
    waiting === held &&
    soldToBuyers === sold &&
    heldForBuyers === held
  )
}

async function gateView(ctx: Context, sale: Sale): Promise<AuditView['gate']> {
  const seen = await ctx.gate.read(sale.id, { epoch: 0, seq: 0 }).catch(() => null)
  if (seen?.status !== 'ok') return null
  const add = (total: number, units: number) => total + units
  return { epoch: seen.epoch, seq: seen.seq, free: seen.units.left.reduce(add, 0), out: seen.units.out.reduce(add, 0) }
}
