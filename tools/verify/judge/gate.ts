import { every, type Finding } from './evidence.ts'
import type { SaleState } from './stored-state.ts'

/** Gate and ledger agree in total and per buyer, and only held units are taken. The gate may have dropped a sold-out sale. */
export const judgeGate = (sales: readonly SaleState[]): Finding =>
  every('gate and ledger agree', sales, (sale) => {
    const differences = differencesOf(sale)
    return differences.length > 0 && `sale ${sale.ledger.id}: ${differences.join('; ')}`
  })

function differencesOf({ gate, ledger: { soldOut, items, buyers, orders } }: SaleState): string[] {
  if (!gate) return soldOut ? [] : ['the gate is empty, but the sale is not marked as sold out']
  const free = total(items, (item) => item.stock - item.sold - item.held)
  const sold = new Set(orders.filter((order) => order.status === 'confirmed').map((order) => order.id))
  const explained = total(gate.takes, (take) => take.units) + total(items, (item) => item.held)
  const known = new Map(buyers.map((buyer) => [buyer.userId, buyer.sold + buyer.held]))
  const names = new Set([...known.keys(), ...gate.buyers.keys()])
  const differing = [...names].filter((name) => (known.get(name) ?? 0) !== (gate.buyers.get(name) ?? 0))
  return [
    ...(gate.free === free ? [] : [`the gate has ${gate.free} free, the ledger ${free}`]),
    ...(gate.out === explained ? [] : [`the gate has ${gate.out} taken, open takes and holds have ${explained} units`]),
    ...gate.takes.map((take) => `take ${take.id} of ${take.units} units is ${sold.has(take.id) ? 'sold' : 'not sold'}`),
    ...differing.map((name) => `${name}: gate ${gate.buyers.get(name) ?? 0}, ledger ${known.get(name) ?? 0}`),
  ]
}

const total = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0)
