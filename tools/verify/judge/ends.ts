import {
  type Evidence,
  every,
  type Finding,
  type IndexedEvidence,
  orderedUnits,
  type SoldOrder,
  spelled,
} from './evidence.ts'
import type { SaleLedger } from './stored-state.ts'

/** Orders and holds in the ledger are complete and have one consistent final status. */
export function judgeEnds({ orders, holds }: IndexedEvidence, { isApproved, sales }: Evidence): Finding[] {
  return [
    every('an order has all or none of its units', [...orders.values()], partial),
    every(
      'sold units belong to an order',
      sales.flatMap(({ ledger }) => ledger.lines),
      ({ itemId, unitNo, orderId }) =>
        !orders.has(orderId) && `unit ${unitNo} of item ${itemId} is of order ${orderId}`,
    ),
    every(
      'an order ends as the order step decides',
      [...orders.values()].filter((order) => order.ordered !== null),
      ({ id, status, reason }) => {
        const due = isApproved(id) ? 'confirmed' : 'failed'
        return status !== due && `order ${id} is ${status} (${reason ?? 'no reason'}), expected ${due}`
      },
    ),
    every(
      'a reservation ends once and is sold only if confirmed',
      [...holds.values()].filter((hold) => hold.status !== 'VOID'),
      ({ id, userId, itemId, status }) => {
        const order = orders.get(id)
        if (status === 'ACTIVE') return `reservation ${id} is still active`
        if (status !== 'CONFIRMED') return order && `reservation ${id} is ${status} and sold`
        const fits = order?.status === 'confirmed' && order.userId === userId && spelled(order.sold) === `${itemId}×1`
        return (
          !fits &&
          `reservation ${id} of item ${itemId} is confirmed, its order has ${spelled(order?.sold ?? new Map())}`
        )
      },
    ),
  ]
}

function partial(order: SoldOrder): string | undefined {
  const { id, status, units, sold, ordered } = order
  const total = [...sold.values()].reduce((sum, quantity) => sum + quantity, 0)
  const is = `order ${id} is ${status} with ${spelled(sold)}`
  if (status !== 'confirmed') return total > 0 ? is : undefined
  if (total !== units) return `${is}, but records ${units} units`
  const whole = ordered ? spelled(orderedUnits(order)) : spelled(sold)
  return spelled(sold) === whole ? undefined : `${is}, ordered ${whole}`
}

/** The outbox has exactly one event per change of an order, reservation or sale. */
export function judgeEvents({ orders, holds }: IndexedEvidence, ledgers: readonly SaleLedger[]): Finding {
  const due = new Map<string, string[]>()
  const owe = (subject: string, ...types: string[]) => due.set(subject, [...(due.get(subject) ?? []), ...types])
  for (const { id, status } of holds.values()) {
    if (status !== 'VOID') owe(id, 'reservation.created')
    if (status !== 'VOID' && status !== 'ACTIVE') owe(id, `reservation.${status.toLowerCase()}`)
  }
  for (const { id, status } of orders.values())
    if (status === 'confirmed' || status === 'failed') owe(id, `order.${status}`)
  for (const { id, soldOut } of ledgers) owe(`${id}`, ...(soldOut ? ['sale.sold_out'] : []))

  const found = Map.groupBy(
    ledgers
      .flatMap((ledger) => ledger.events)
      .filter((event) => event.type !== 'sale.opened' && event.type !== 'sale.scheduled'),
    (event) => event.subject,
  )
  const subjects = [...new Set([...due.keys(), ...found.keys()])]
  return every('every change has exactly one event', subjects, (subject) => {
    const events = (found.get(subject) ?? [])
      .map((event) => event.type)
      .toSorted()
      .join(', ')
    const wanted = (due.get(subject) ?? []).toSorted().join(', ')
    return events !== wanted && `${subject}: events ${events || 'none'}, expected ${wanted || 'none'}`
  })
}
