import type { OrderDetailsView } from '@hourglass/core/contract'
import { countWords } from './count.ts'
import { moneyWords } from './money.ts'

/** Refunds in the console. */
export const refundFormWords = {
  open: 'Refund',
  title: 'Refund',
  label: (number: string): string => `Refund order ${number}`,
  units: (name: string, left: number): string => `${name}, of ${countWords(left)}`,
  reason: 'Reason',
  reasonNote: 'the buyer reads it',
  restock: 'Put the units back on sale',
  refund: (amount: string): string => `Refund ${amount}`,
  keep: 'Close',
  nothing: 'Choose at least one unit.',
}

const STANDING = { pending: 'on its way', done: 'done', void: 'never charged' } as const

/** A return in a line: 2 units returned by the buyer, €30 on its way. */
export function returnWords({ items, amount, by, status, reason }: OrderDetailsView['refunds'][number]): string {
  const units = items.reduce((sum, { quantity }) => sum + quantity, 0)
  const what = `${countWords(units)} ${units === 1 ? 'unit' : 'units'} ${by === 'buyer' ? 'canceled' : 'refunded'}`
  return `${what}, ${moneyWords(amount)} ${STANDING[status]}${reason === null ? '' : `: ${reason}`}`
}
