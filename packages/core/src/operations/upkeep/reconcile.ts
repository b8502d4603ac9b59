import type { SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { keepMsOf, rebuildGate } from '../sale/rebuild-gate.ts'
import { rebuildUnlessRaised } from '../take/call-gate.ts'
import { findDifferences } from './find-differences.ts'

/** A comparison that takes longer than this is repeated only after a pause of COMPARE_REST times its duration. */
const QUICK_COMPARE_MS = 100
const COMPARE_REST = 20
/** Interval between comparisons for a gate that has not changed. */
const QUIET_COMPARE_MS = 60_000

/** The last comparison of each sale, per server. */
export type ReconcilerMemory = Map<number, { seq: number; at: number; tookMs: number; found: Set<string> }>

/**
 * Compares the gate of every sale that is open or ended a few minutes ago with the ledger. Recently ended sales are included because a
 * server that crashes after the last unit has sold leaves a gate that missed it. A difference found by two consecutive comparisons
 * cannot be a purchase in progress: the gate is wrong and is rebuilt.
 * @returns how many differences were repaired
 */
export async function reconcile(ctx: Context, memory: ReconcilerMemory): Promise<number> {
  let repaired = 0
  for (const row of ctx.sales.lingering(ctx.clock())) {
    try {
      repaired += await reconcileSale(ctx, row, memory)
    } catch (error) {
      ctx.log.warn({ sale_id: row.id, error: String(error) }, 'reconciliation failed')
    }
  }
  forgetEnded(ctx, memory)
  return repaired
}

/** Drops the memory of ended sales, so that it does not grow over the months that a server runs. */
function forgetEnded(ctx: Context, memory: ReconcilerMemory): void {
  const going = new Set(ctx.sales.lingering(ctx.clock()).map(({ id }) => id))
  for (const id of memory.keys()) if (!going.has(id)) memory.delete(id)
  for (const id of ctx.dirtySales) if (!going.has(id)) ctx.dirtySales.delete(id)
  ctx.gate.keepOnly(going)
}

async function reconcileSale(ctx: Context, row: SaleRow, memory: ReconcilerMemory): Promise<number> {
  if (ctx.dirtySales.has(row.id)) return catchUp(ctx, row.id)
  const last = memory.get(row.id)
  const began = performance.now()
  if (last && last.tookMs > QUICK_COMPARE_MS && began - last.at < COMPARE_REST * last.tookMs) return 0
  const gate = await ctx.gate.compare(row)
  // An empty gate is rebuilt by the next request. A rolled-back gate is rebuilt now, because readers would see its old state.
  if (gate.status === 'stale') await rebuildUnlessRaised(ctx, row, gate.status)
  if (gate.status !== 'ok') return 0
  if (last && last.seq === gate.seq && last.found.size === 0 && performance.now() - last.at < QUIET_COMPARE_MS) return 0
  if (!last || last.seq !== gate.seq) await ctx.gate.keep(row.id, keepMsOf(row))

  const sale = await ctx.sales.get(row.id)
  if (!sale) return 0
  const ledger = await ctx.saleState.counters(sale)
  const found = findDifferences(sale, gate, ledger)
  const twice = [...found].filter((difference) => last?.found.has(difference))
  const now = performance.now()
  memory.set(sale.id, { seq: gate.seq, at: now, tookMs: now - began, found })
  if (twice.length > 0) {
    memory.delete(sale.id)
    ctx.measures.differencesFound(twice.length)
    const differences = twice.slice(0, 10)
    const fields = { event: 'gate.disagreed', sale_id: sale.id, differences, count: twice.length }
    ctx.log.warn(fields, 'gate and ledger differ')
    await rebuildGate(ctx, sale, 'gate and ledger differ')
    return twice.length
  }
  return 0
}

/** Clears the dirty mark first: updates missed from now on set it again, and the rebuild covers everything before. */
async function catchUp(ctx: Context, saleId: number): Promise<number> {
  ctx.dirtySales.delete(saleId)
  try {
    const sale = await ctx.sales.refresh(saleId)
    if (sale) await rebuildGate(ctx, sale, 'missed updates')
    return 1
  } catch (error) {
    ctx.dirtySales.add(saleId)
    throw error
  }
}
