import type { Money } from '@hourglass/core/contract'
import { moneyWords } from './money.ts'
import { timeOfDayWords } from './time.ts'

/** Paying for an order. */
export const payingWords = {
  reserved: 'Reserved for you. Opening the payment…',
  until: (payBy: string): string =>
    `Reserved for you until ${timeOfDayWords(payBy)}. If you haven’t paid by then, everything goes back on sale and nothing is charged.`,
  pay: (total: Money): string => `Pay ${moneyWords(total)}`,
  reserve: (total: Money): string => `Reserve and pay ${moneyWords(total)}`,
  reserving: 'Reserving…',
  opening: 'Opening the payment…',
  timeIsUp: 'Time’s up. Checking whether you’ve paid…',
}
