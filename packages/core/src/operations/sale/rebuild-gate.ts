import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

/** Time to live of an idle gate in Redis. */
export const GATE_IDLE_MS = 24 * 3_600_000
/** Time to live of the gate of a sold-out sale. By then its last take is certainly settled. */
export const SOLD_OUT_GATE_MS = 5 * 60_000

/** Time to live of a sale's gate without changes, in ms. */
export const keepMsOf = (sale: Pick<Sale, 'soldOutAt'>): number => (sale.soldOutAt ? SOLD_OUT_GATE_MS : GATE_IDLE_MS)

/**
 * Rebuilds the gate of a sale from the ledger under a new epoch. The sale's row is locked from raising the epoch until the gate is
 * installed. Commits wait for it, so the snapshot misses none of them, and the ledger refuses everything that was admitted under the
 * old epoch.
 *
 * If many servers find the gate wrong under the same epoch, one rebuilds it and the others see the raised epoch.
 * @throws GateUnavailable @throws when PostgreSQL is unavailable; nothing has changed then
 */
export function rebuildGate(ctx: Context, sale: Sale, why: string): Promise<void> {
  return ctx.flights.run(`rebuild ${sale.id} ${sale.epoch}`, () => raiseAndInstall(ctx, sale, why))
}

async function raiseAndInstall(ctx: Context, sale: Sale, why: string): Promise<void> {
  const began = performance.now()
  const epoch = await ctx.saleState.locked(sale, async (locked) => {
    const raised = sale.epoch + 1
    await locked.raiseTo(raised)
    const snapshot = await locked.snapshot()
    const first = await ctx.gate.install({ ...snapshot, epoch: raised })
    if (first.status === 'ok') return raised
    // The gate has a higher epoch, from a rebuild that did not commit or from before a restore of the ledger: go beyond it.
    const beyond = first.epoch + 1
    await locked.raiseTo(beyond)
    await ctx.gate.install({ ...snapshot, epoch: beyond })
    return beyond
  })
  await ctx.sales.refresh(sale.id)
  if (epoch === null) return
  await ctx.gate.keep(sale.id, keepMsOf(sale))
  const ms = performance.now() - began
  ctx.measures.gateRebuilt(why, ms)
  ctx.log.info({ event: 'gate.rebuilt', sale_id: sale.id, epoch, why, ms: Math.round(ms) }, 'gate rebuilt')
}
