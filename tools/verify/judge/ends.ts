import type { SaleLedger } from './books.ts'
import { type Case, type Evidence, every, type Finding, orderedUnits, type SoldOrder, spelled } from './evidence.ts'

/** Orders and holds of the ledger: each whole, each with one end that fits it. */
export function judgeEnds({ orders, holds }: Case, { isApproved, sales }: Evidence): Finding[] {
  return [
    every('an order has all of its units or none', [...orders.values()], partial),
    every(
      'sold units belong to an order',
      sales.flatMap(({ ledger }) => ledger.lines),
      ({ itemId, unitNo, orderId }) =>
        !orders.has(orderId) && `unit ${unitNo} of item ${itemId} is of order ${orderId}`,
    ),
    every(
      'an order ends as the step decides',
      [...orders.values()].filter((order) => order.ordered !== null),
      ({ id, status, reason }) => {
        const due = isApproved(id) ? 'confirmed' : 'failed'
        return status !== due && `order ${id} is ${status} (${reason ?? 'no reason'}), to be ${due}`
      },
    ),
    every(
      'a reservation ends once, sold when confirmed and never else',
      [...holds.values()].filter((hold) => hold.status !== 'VOID'),
      ({ id, userId, itemId, status }) => {
        const order = orders.get(id)
        if (status === 'ACTIVE') return `reservation ${id} has no end`
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
  if (total !== units) return `${is}, and says ${units} units`
  const whole = ordered ? spelled(orderedUnits(order)) : spelled(sold)
  return spelled(sold) === whole ? undefined : `${is}, ordered ${whole}`
}

/** Every order, reservation and sale has one event for each change of it, and there are no other events. */
export function judgeEvents({ orders, holds }: Case, ledgers: readonly SaleLedger[]): Finding {
  const due = new Map<string, string[]>()
  const owe = (subject: string, ...types: string[]) => due.set(subject, [...(due.get(subject) ?? []), ...types])
  for (const { id, status } of holds.values()) {
    if (status !== 'VOID') owe(id, 'reservation.created')
    if (status !== 'VOID' && status !== 'ACTIVE') owe(id, `reservation.${status.toLowerCase()}`)
  }
  for (const { id, status } of orders.values())
    if (status === 'confirmed' || status === 'failed') owe(id, `order.${status}`)
  for (const { id, soldOut } of ledgers) owe(`${id}`, ...(soldOut ? ['sale.sold_out'] : []))

  const told = Map.groupBy(
    ledgers
      .flatMap((ledger) => ledger.events)
      .filter((event) => event.type !== 'sale.opened' && event.type !== 'sale.scheduled'),
    (event) => event.subject,
  )
  const subjects = [...new Set([...due.keys(), ...told.keys()])]
  return every('each end is in the events exactly once', subjects, (subject) => {
    const said = (told.get(subject) ?? [])
      .map((event) => event.type)
      .toSorted()
      .join(', ')
    const wanted = (due.get(subject) ?? []).toSorted().join(', ')
    return said !== wanted && `${subject}: events ${said || 'none'}, expected ${wanted || 'none'}`
  })
}
