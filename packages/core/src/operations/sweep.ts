import type { Context } from './context.ts'

/**
 * Settles takes whose lease ran out, of all open sales: the ledger voids those it does not have, whose units go back to
 * the shelf, and tells which it has, whose units are sold. Any server may do it, and several at once.
 * @returns how many takes were settled
 */
export async function sweep(ctx: Context): Promise<number> {
  let swept = 0
  for (const { id: saleId } of ctx.sales.open(ctx.clock())) {
    const known = await ctx.sales.get(saleId)
    if (!known) continue
    const gateSale = { id: saleId, epoch: known.epoch }
    const reply = await ctx.gate.overdue(gateSale)
    if (reply.status !== 'ok' || reply.ids.length === 0) continue
    const settled = await ctx.ledger.voidOrders(saleId, reply.ids)
    await Promise.all(
      settled.map(({ id, status }) =>
        status === 'void' ? ctx.gate.release(gateSale, id) : ctx.gate.settle(gateSale, id),
      ),
    )
    swept += settled.length
    ctx.log.warn(
      { sale_id: saleId, takes: settled.length, voided: settled.filter((take) => take.status === 'void').length },
      'overdue takes settled',
    )
  }
  return swept
}
