import type { OrderStatus } from '@hourglass/core/contract'

/** An order's status in a word. */
export const statusWords: Record<OrderStatus, string> = {
  queued: 'Queued',
  processing: 'Being processed',
  confirmed: 'Confirmed',
  failed: 'Failed',
}

const REASONS: Record<string, string> = {
  not_decided_in_time: 'nobody could decide it in time',
}

/** The same in a sentence. `reason`: what the step that decides gave, such as `card_declined`. */
export function orderWords(status: OrderStatus, { units, reason }: { units: number; reason: string | null }): string {
  switch (status) {
    case 'queued':
      return 'It is set aside for you, and waits to be looked at.'
    case 'processing':
      return 'It is set aside for you, and is being looked at.'
    case 'confirmed':
      return units === 1 ? 'Sold. It is yours.' : 'Sold. All of it is yours.'
    case 'failed': {
      const why = reason === null ? '' : ` Reason: ${REASONS[reason] ?? reason.replaceAll('_', ' ')}.`
      return `It was not sold; everything went back to the shelf.${why}`
    }
  }
}
