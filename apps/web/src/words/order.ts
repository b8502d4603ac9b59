import type { OrderDetailsView, OrderStatus } from '@hourglass/core/contract'
import { countWords } from './count.ts'
import { moneyWords } from './money.ts'
import { momentWords, timeOfDayWords } from './time.ts'

/** An order's status in a word. */
export const statusWords: Record<OrderStatus, string> = {
  queued: 'Queued',
  processing: 'Processing',
  awaiting_payment: 'Awaiting payment',
  confirmed: 'Confirmed',
  failed: 'Failed',
  expired: 'Not paid in time',
  partly_refunded: 'Refunded in part',
  refunded: 'Refunded',
  canceled: 'Canceled',
}

export const failureWords: Record<string, string> = {
  not_decided_in_time: 'it timed out',
  payment_failed: 'the payment was declined',
  amount_mismatch: 'another amount was paid, which goes back to you',
}

export const receiptWords = {
  order: 'Order number',
  collection: (units: number): string => `See ${units === 1 ? 'it' : 'them'} in your collection`,
  page: 'Its public page',
}

/** The same in a sentence. `reason`: from the decision step, such as `card_declined`. */
export function orderWords(status: OrderStatus, { units, reason }: { units: number; reason: string | null }): string {
  switch (status) {
    case 'queued':
      return 'Reserved for you. We’ll process your order shortly.'
    case 'processing':
      return 'Reserved for you. We’re processing your order.'
    case 'awaiting_payment':
      return units === 1 ? 'It’s yours once you’ve paid.' : `All ${countWords(units)} are yours once you’ve paid.`
    case 'confirmed':
      return units === 1 ? 'It’s yours.' : `All ${countWords(units)} are yours.`
    case 'expired':
      return `It wasn’t paid in time, so ${units === 1 ? 'it is' : 'they are'} back on sale. Nothing was charged.`
    case 'partly_refunded':
      return 'The rest is yours.'
    case 'refunded':
      return units === 1 ? 'It isn’t yours any more.' : 'They aren’t yours any more.'
    case 'canceled':
      return `You canceled it. ${units === 1 ? 'It is' : 'They are'} back on sale.`
    case 'failed': {
      const why = reason === null ? '' : ` Reason: ${failureWords[reason] ?? reason.replaceAll('_', ' ')}.`
      return `Your order didn’t go through. Everything in it is back on sale.${why}`
    }
  }
}

type Refund = OrderDetailsView['refunds'][number]

/** What was returned, and where its money is. */
export function refundWords({ items, amount, status, reason }: Refund, nameOf: (id: number) => string): string {
  const what = items.map(({ id, quantity }) => `${quantity > 1 ? `${countWords(quantity)} × ` : ''}${nameOf(id)}`)
  const money = moneyWords(amount)
  const where = {
    pending: `${money} is on its way back to you.`,
    done: `${money} was paid back.`,
    void: 'Nothing was charged.',
  }[status]
  return `${what.join(', ')}. ${where}${reason === null ? '' : ` Reason: ${reason}`}`
}

/** Canceling an order. */
export const cancelWords = {
  cancel: 'Cancel this order',
  /** `until`: of an order that is paid for. */
  sure: (units: number, until: string | null): string =>
    `${units === 1 ? 'It goes' : 'Everything in it goes'} back on sale${until === null ? '.' : `, and anything you paid goes back to you. You can cancel until ${whenWords(until)}.`}`,
  yes: 'Cancel it',
  no: 'Keep it',
  canceling: 'Canceling…',
  refunds: 'Refunds',
}

const DAY_MS = 86_400_000
const whenWords = (at: string): string => (Date.parse(at) - Date.now() < DAY_MS ? timeOfDayWords(at) : momentWords(at))
