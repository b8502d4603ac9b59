import { type Call, checkoutIdOf, type ItemLine, isOpen } from '../crowd/calls.ts'
import type { Attempt, Hold, Order, SaleBooks, SaleLedger } from './books.ts'

export interface Evidence {
  calls: readonly Call[]
  sales: readonly SaleBooks[]
  attempts: readonly Attempt[]
  /** How the step decides an order. */
  isApproved(id: string): boolean
}

/** One sale's order with the units that were sold under it, by item. */
export type SoldOrder = Order & { saleId: number; sold: Map<number, number> }

/** What was checked out under one code, by one request or several. */
export interface Checkout {
  userId: string
  /** What the answers said, in units by item. */
  given: Map<number, number>
  /** Additions whose answer was lost: they may have been recorded. */
  maybe: Map<number, number>
}

/** The evidence by what its parts are about. */
export interface Case {
  calls: readonly Call[]
  orders: Map<string, SoldOrder>
  holds: Map<string, Hold & { saleId: number }>
  /** By the id in the code. */
  checkouts: Map<string, Checkout>
}

export function openCase({ calls, sales }: Pick<Evidence, 'calls' | 'sales'>): Case {
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
      if (call.key !== undefined && answered.has(call.key)) continue // the same answer again
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

/** Units by item in one comparable text. */
export const spelled = (units: ReadonlyMap<number, number>): string =>
  [...units]
    .toSorted(([a], [b]) => a - b)
    .map(([id, quantity]) => `${id}×${quantity}`)
    .join(' ') || 'nothing'

export const told = ({ kind, userId, at, status, outcome }: Call): string =>
  `${kind} by ${userId} at ${at} ms, answered ${status} ${outcome}`

/** Whether one promise was kept, for everything it was checked on. */
export interface Finding {
  promise: string
  checked: number
  broken: string[]
}

/** Checks a promise on every one of some things: `wrong` says what is wrong with one, if anything is. */
export function every<Thing>(
  promise: string,
  things: readonly Thing[],
  wrong: (thing: Thing) => string | undefined | false,
): Finding {
  const broken = things.map(wrong).filter((found) => typeof found === 'string')
  return { promise, checked: things.length, broken }
}
