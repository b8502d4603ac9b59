import type { SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { notifyGate } from '../take/notify-gate.ts'

/**
 * Settles takes with an expired lease in all sales that may have any. The ledger voids those that it does not have, which returns their
 * units to the shelf, and reports the status of the others. Safe to run on several servers at once.
 * @returns how many takes were settled
 */
export async function sweep(ctx: Context): Promise<number> {
  let swept = 0
  for (const sale of ctx.sales.lingering(ctx.clock())) swept += await sweepSale(ctx, sale)
  return swept
}

async function sweepSale(ctx: Context, known: SaleRow): Promise<number> {
  let sale: SaleRow | null = known
  let reply = await ctx.gate.overdue(sale)
  if (reply.status === 'stale') {
    sale = await ctx.sales.refresh(known.id)
    if (sale) reply = await ctx.gate.overdue(sale)
  }
  if (!sale || reply.status !== 'ok' || reply.takes.length === 0) return 0

  const { id: saleId, epoch } = sale
  const idsOf = (hold: boolean) => reply.takes.filter((take) => (take.kind === 'hold') === hold).map((take) => take.id)
  const [orders, holds] = [idsOf(false), idsOf(true)]
  const settled = [
    ...(orders.length > 0 ? await ctx.ledger.voidOrders(saleId, orders) : []),
    ...(holds.length > 0 ? await ctx.ledger.voidHolds(saleId, holds) : []),
  ]
  await Promise.all(settled.map(({ id, status }) => notifyGate(ctx, { id: saleId, epoch }, id, status)))
  const voided = settled.filter((take) => take.status === 'void').length
  ctx.measures.swept(settled.length, voided)
  ctx.log.warn({ event: 'takes.swept', sale_id: saleId, takes: settled.length, voided }, 'overdue takes settled')
  return settled.length
}
