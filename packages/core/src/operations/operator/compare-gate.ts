import { DIFFERENCES_MAX, type GateComparisonView, type Outcome, ok, refuse, saleInput } from '../../contract/index.ts'
import { GateUnavailable } from '../../gate/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { findDifferences } from '../upkeep/find-differences.ts'

type Seen = Pick<GateComparisonView, 'gate' | 'takes'> & { found: Set<string> }

/**
 * Compares the gate of a sale with the ledger without changing anything. A single difference may be a purchase between commit and
 * settle. Only differences that a second comparison, started after the first, finds unchanged are reported.
 */
export async function compareGate(ctx: Context, raw: unknown): Promise<Outcome<GateComparisonView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  try {
    const sale = await ctx.sales.refresh(input.value.id)
    if (!sale) return refuse('sale_not_found')
    const first = await compareOnce(ctx, sale)
    const second = first.found.size > 0 ? await compareOnce(ctx, sale) : first
    const differences = [...second.found].filter((difference) => first.found.has(difference))
    return ok({
      sale_id: sale.id,
      name: sale.name ?? `Drop ${sale.id}`,
      epoch: sale.epoch,
      gate: second.gate,
      takes: second.takes,
      differences: differences.slice(0, DIFFERENCES_MAX),
      differences_count: differences.length,
    })
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function compareOnce(ctx: Context, sale: Sale): Promise<Seen> {
  const gate = await ctx.gate.compare(sale).catch((error) => {
    if (error instanceof GateUnavailable) return { status: 'away' as const }
    throw error
  })
  if (gate.status !== 'ok') return { gate: gate.status === 'away' ? 'away' : 'empty', takes: 0, found: new Set() }
  const found = findDifferences(sale, gate, await ctx.saleState.counters(sale))
  return { gate: 'ok', takes: gate.takes.size, found }
}
