import type { SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { keepMsOf, rebuildGate } from '../sale/rebuild-gate.ts'
import { rebuildUnlessRaised } from '../take/call-gate.ts'
import { disagreements } from './disagreements.ts'

/** A comparison that took longer than this rests for so many times as long before it is made again. */
const QUICK_COMPARE_MS = 100
const COMPARE_REST = 20
/** A sale whose gate has not changed is compared again after this. */
const QUIET_COMPARE_MS = 60_000

/** What the last look at each sale found; a reconciler of its own for each server. */
export type ReconcilerMemory = Map<number, { seq: number; at: number; tookMs: number; found: Set<string> }>

/**
 * Holds the gate of every sale that is open, or was until a few minutes ago, against the ledger: a server that dies after the last
 * unit was sold leaves a gate that has not heard of it. What differs in two looks running is no purchase under way
 * but a gate that is wrong: it is rebuilt.
 * @returns how many differences were mended
 */
export async function reconcile(ctx: Context, memory: ReconcilerMemory): Promise<number> {
  let mended = 0
  for (const row of ctx.sales.lingering(ctx.clock())) {
    try {
      mended += await reconcileSale(ctx, row, memory)
    } catch (error) {
      ctx.log.warn({ sale_id: row.id, error: String(error) }, 'a sale could not be reconciled')
    }
  }
  forgetEnded(ctx, memory)
  return mended
}

/** What is remembered of a sale goes some time after it is over: a server lives for months. */
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
  // An empty gate is rebuilt by the first who needs it; one that was rolled back would be shown until then.
  if (gate.status === 'stale') await rebuildUnlessRaised(ctx, row, gate.status)
  if (gate.status !== 'ok') return 0
  if (last && last.seq === gate.seq && last.found.size === 0 && performance.now() - last.at < QUIET_COMPARE_MS) return 0
  if (!last || last.seq !== gate.seq) await ctx.gate.keep(row.id, keepMsOf(row))

  const sale = await ctx.sales.get(row.id)
  if (!sale) return 0
  const ledger = await ctx.books.counters(sale)
  const found = disagreements(sale, gate, ledger)
  const twice = [...found].filter((difference) => last?.found.has(difference))
  const now = performance.now()
  memory.set(sale.id, { seq: gate.seq, at: now, tookMs: now - began, found })
  if (twice.length > 0) {
    memory.delete(sale.id)
    ctx.measures.disagreed(twice.length)
    const differences = twice.slice(0, 10)
    const told = { event: 'gate.disagreed', sale_id: sale.id, differences, count: twice.length }
    ctx.log.warn(told, 'gate and ledger disagree')
    await rebuildGate(ctx, sale, 'it disagreed with the ledger twice')
    return twice.length
  }
  return 0
}

/** What the gate misses from now on is noted anew; what it has missed, whoever raises the epoch after this has seen. */
async function catchUp(ctx: Context, saleId: number): Promise<number> {
  ctx.dirtySales.delete(saleId)
  try {
    const sale = await ctx.sales.refresh(saleId)
    if (sale) await rebuildGate(ctx, sale, 'something happened without it')
    return 1
  } catch (error) {
    ctx.dirtySales.add(saleId)
    throw error
  }
}
