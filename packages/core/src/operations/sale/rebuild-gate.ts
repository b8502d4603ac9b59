import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

/** A gate that nobody buys from leaves Redis after this. */
export const GATE_IDLE_MS = 24 * 3_600_000
/** The gate of a sold out sale stays this long: until the last take of it is settled for certain. */
export const SOLD_OUT_GATE_MS = 5 * 60_000

/** How long a sale's state stays in Redis without a change, in ms. */
export const keepMsOf = (sale: Pick<Sale, 'soldOutAt'>): number => (sale.soldOutAt ? SOLD_OUT_GATE_MS : GATE_IDLE_MS)

/**
 * Builds the gate of a sale from the ledger under a new epoch. The sale's row is locked from raising the epoch until
 * the gate is installed: batches that commit wait, so the snapshot misses none of them, and what was admitted under the
 * old epoch is refused by the ledger from then on.
 *
 * Of many servers that find the gate wrong under the same epoch, one rebuilds; the others see the epoch risen.
 * @throws GateUnavailable @throws when PostgreSQL cannot be reached; nothing has changed then
 */
export function rebuildGate(ctx: Context, sale: Sale, why: string): Promise<void> {
  return ctx.flights.run(`rebuild ${sale.id} ${sale.epoch}`, () => raiseAndInstall(ctx, sale, why))
}

async function raiseAndInstall(ctx: Context, sale: Sale, why: string): Promise<void> {
  const began = performance.now()
  const epoch = await ctx.books.locked(sale, async (locked) => {
    const raised = sale.epoch + 1
    await locked.raiseTo(raised)
    const snapshot = await locked.snapshot()
    const first = await ctx.gate.install({ ...snapshot, epoch: raised })
    if (first.status === 'ok') return raised
    // A gate of a rebuild that the ledger did not commit, or of a restored ledger: go beyond its epoch.
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
