import type { SaleLedger } from './books.ts'
import type { Case } from './evidence.ts'
import { every, type Finding } from './finding.ts'

/** Every order, reservation and sale tells what became of it, each thing once, and nothing else tells anything. */
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
  return every('what became of something is told once', subjects, (subject) => {
    const said = (told.get(subject) ?? [])
      .map((event) => event.type)
      .toSorted()
      .join(', ')
    const wanted = (due.get(subject) ?? []).toSorted().join(', ')
    return said !== wanted && `${subject}: told ${said || 'nothing'}, to be told ${wanted || 'nothing'}`
  })
}
