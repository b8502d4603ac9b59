import { type Call, checkoutIdOf, type ItemLine, isOpen } from '../crowd/calls.ts'
import type { Attempt, Hold, Order, SaleLedger, SaleState } from './stored-state.ts'

export interface Evidence {
  calls: readonly Call[]
  sales: readonly SaleState[]
  attempts: readonly Attempt[]
  /** How the order step decides an order. */
  isApproved(id: string): boolean
}

/** An order with its sold units, by item. */
export type SoldOrder = Order & { saleId: number; sold: Map<number, number> }

/** Everything checked out under one code, by one or more requests. */
export interface Checkout {
  userId: string
  /** Acknowledged units by item. */
  given: Map<number, number>
  /** Additions with a lost response, which may have been recorded. */
  maybe: Map<number, number>
}

/** The evidence, indexed by id. */
export interface IndexedEvidence {
  calls: readonly Call[]
  orders: Map<string, SoldOrder>
  holds: Map<string, Hold & { saleId: number }>
  /** By the checkout id in the code. */
  checkouts: Map<string, Checkout>
}

export function indexEvidence({ calls, sales }: Pick<Evidence, 'calls' | 'sales'>): IndexedEvidence {
  const ledgers = sales.map((sale) => sale.ledger)
  return {
    calls,
    orders: new Map(ledgers.flatMap(ordersOf)),
    holds: new Map(
      ledgers.flatMap(({ id, holds }) => holds.map((hold) => [hold.id, { ...hold, saleId: id }] as const)),
    ),
    checkouts: checkoutsOf(calls),
  }
}

function checkoutsOf(calls: readonly Call[]): Map<string, Checkout> {
  const found = new Map<string, Checkout>()
  const answered = new Set<string>()
  const add = (units: Map<number, number>, lines: readonly ItemLine[]) => {
    for (const { id, quantity } of lines) units.set(id, (units.get(id) ?? 0) + quantity)
  }
  for (const call of calls) {
    if (gaveCode(call)) {
      if (call.key !== undefined && answered.has(call.key)) continue // a replayed response
      if (call.key !== undefined) answered.add(call.key)
      const id = checkoutIdOf(call.body.code ?? '')
      const checkout = found.get(id) ?? { userId: call.userId, given: new Map(), maybe: new Map() }
      add(checkout.given, call.body.items ?? [])
      found.set(id, checkout)
    } else if (call.kind === 'checkout' && call.code !== undefined && isOpen(call)) {
      const checkout = found.get(checkoutIdOf(call.code))
      if (checkout) add(checkout.maybe, call.lines ?? [])
    }
  }
  return found
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

/** Units by item as a canonical string. */
export const spelled = (units: ReadonlyMap<number, number>): string =>
  [...units]
    .toSorted(([a], [b]) => a - b)
    .map(([id, quantity]) => `${id}×${quantity}`)
    .join(' ') || 'nothing'

export const describeCall = ({ kind, userId, at, status, outcome }: Call): string =>
  `${kind} by ${userId} at ${at} ms, answered ${status} ${outcome}`

/** The result of checking one guarantee. `broken` describes each violation. */
export interface Finding {
  promise: string
  checked: number
  broken: string[]
}

/** Checks a guarantee for each item. `wrong` describes the violation, if any. */
export function every<Item>(
  promise: string,
  items: readonly Item[],
  wrong: (item: Item) => string | undefined | false,
): Finding {
  const broken = items.map(wrong).filter((found) => typeof found === 'string')
  return { promise, checked: items.length, broken }
}
