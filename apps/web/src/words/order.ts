import type { OrderStatus } from '@hourglass/core/contract'
import { countWords } from './count.ts'

/** An order's status in a word. */
export const statusWords: Record<OrderStatus, string> = {
  queued: 'Queued',
  processing: 'Processing',
  awaiting_payment: 'Awaiting payment',
  confirmed: 'Confirmed',
  failed: 'Failed',
  expired: 'Not paid in time',
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
    case 'failed': {
      const why = reason === null ? '' : ` Reason: ${failureWords[reason] ?? reason.replaceAll('_', ' ')}.`
      return `Your order didn’t go through. Everything in it is back on sale.${why}`
    }
  }
}
