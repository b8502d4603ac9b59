import { checkoutIdOf } from '../sell-out/journal.ts'
import type { Attempt, Hold, Order, SaleBooks, SaleLedger } from './books.ts'
import type { Call, ItemLine } from './calls.ts'

export interface Evidence {
  calls: readonly Call[]
  sales: readonly SaleBooks[]
  attempts: readonly Attempt[]
  /** How the step decides an order. */
  isApproved(id: string): boolean
}

/** One sale's order with the units that were sold under it, by item. */
export type SoldOrder = Order & { saleId: number; sold: Map<number, number> }

/** The evidence by what its parts are about. */
export interface Case {
  calls: readonly Call[]
  orders: Map<string, SoldOrder>
  holds: Map<string, Hold & { saleId: number }>
  /** Answered and lost checkouts by the id of the code they gave. */
  checkouts: Map<string, Call>
}

export function openCase({ calls, sales }: Pick<Evidence, 'calls' | 'sales'>): Case {
  const ledgers = sales.map((sale) => sale.ledger)
  return {
    calls,
    orders: new Map(ledgers.flatMap(ordersOf)),
    holds: new Map(
      ledgers.flatMap(({ id, holds }) => holds.map((hold) => [hold.id, { ...hold, saleId: id }] as const)),
    ),
    checkouts: new Map(calls.filter(gaveCode).map((call) => [checkoutIdOf(call.body.code ?? ''), call])),
  }
}

export const gaveCode = ({ kind, outcome }: Call): boolean =>
  (kind === 'checkout' || kind === 'cart_checkout') && outcome === 'ok'

function ordersOf({ id: saleId, orders, lines }: SaleLedger): [string, SoldOrder][] {
  const linesOf = Map.groupBy(lines, (line) => line.orderId)
  return orders.map((order) => {
    const sold = (linesOf.get(order.id) ?? []).map((line) => ({ id: line.itemId, quantity: 1 }))
    return [order.id, { ...order, saleId, sold: unitsOf(sold) }]
  })
}

/** Units by item. */
export function unitsOf(lines: readonly ItemLine[]): Map<number, number> {
  const units = new Map<number, number>()
  for (const { id, quantity } of lines) units.set(id, (units.get(id) ?? 0) + quantity)
  return units
}

export const orderedUnits = (order: Order): Map<number, number> =>
  unitsOf((order.ordered ?? []).map((line) => ({ id: line.item_id, quantity: line.quantity })))

/** Units by item in one comparable text. */
export const spelled = (units: ReadonlyMap<number, number>): string =>
  [...units]
    .toSorted(([a], [b]) => a - b)
    .map(([id, quantity]) => `${id}×${quantity}`)
    .join(' ') || 'nothing'

export const told = ({ kind, userId, at, status, outcome }: Call): string =>
  `${kind} by ${userId} at ${at} ms, answered ${status} ${outcome}`
