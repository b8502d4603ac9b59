import type { OrderStatus } from '@hourglass/core/contract'
import { countWords } from './count.ts'

/** An order's status in a word. */
export const statusWords: Record<OrderStatus, string> = {
  queued: 'Queued',
  processing: 'Processing',
  confirmed: 'Confirmed',
  failed: 'Failed',
}

export const failureWords: Record<string, string> = {
  not_decided_in_time: 'it timed out',
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
    case 'confirmed':
      return units === 1 ? 'It’s yours.' : `All ${countWords(units)} are yours.`
    case 'failed': {
      const why = reason === null ? '' : ` Reason: ${failureWords[reason] ?? reason.replaceAll('_', ' ')}.`
      return `Your order didn’t go through. Everything in it is back on sale.${why}`
    }
  }
}
