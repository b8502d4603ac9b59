import type { Comparison } from '../../gate/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { LedgerState } from '../runtime/sale-state.ts'

/**
 * Lists the differences between gate and ledger. Items and buyers with a take in progress are skipped, because the two legitimately
 * differ between commit and settle. Equal differences have equal text, so that two comparisons can be intersected.
 */
export function findDifferences(
  sale: Pick<Sale, 'itemsCount' | 'stocks'>,
  gate: Comparison,
  ledger: LedgerState,
): Set<string> {
  const busyPositions = new Set<number>()
  const busyBuyers = new Set<string>()
  for (const take of gate.takes.values()) {
    busyBuyers.add(take.buyer)
    for (const position of take.positions) busyPositions.add(position)
  }
  const found = new Set<string>()
  for (let i = 0; i < sale.itemsCount; i++) {
    if (busyPositions.has(i)) continue
    const held = ledger.held[i] ?? 0
    const free = (sale.stocks[i] ?? 0) - held - (ledger.sold[i] ?? 0)
    const [left, out] = [gate.units.left[i] ?? 0, gate.units.out[i] ?? 0]
    if (left !== free || out !== held) found.add(`item ${i}: gate ${left}+${out}, ledger ${free}+${held}`)
  }
  for (const userId of new Set([...gate.buyers.keys(), ...ledger.buyers.keys()])) {
    if (busyBuyers.has(userId)) continue
    const [counted, owned] = [gate.buyers.get(userId) ?? 0, ledger.buyers.get(userId) ?? 0]
    if (counted !== owned) found.add(`buyer ${userId}: gate ${counted}, ledger ${owned}`)
  }
  return found
}
