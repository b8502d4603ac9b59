import type { OrderStatus } from '@hourglass/core/contract'

/** An order's status in a word. */
export const statusWords: Record<OrderStatus, string> = {
  queued: 'Queued',
  processing: 'Being processed',
  confirmed: 'Confirmed',
  failed: 'Failed',
}

/** The same in a sentence. */
export const orderWords: Record<Exclude<OrderStatus, 'failed'>, string> = {
  queued: 'It is set aside for you, and waits to be looked at.',
  processing: 'It is set aside for you, and is being looked at.',
  confirmed: 'Sold. It is yours.',
}

const REASONS: Record<string, string> = {
  not_decided_in_time: 'nobody could decide it in time',
}

/** `reason`: what the step that decides gave, such as `card_declined`. */
export function failedWords(reason: string | null): string {
  const why = reason === null ? '' : ` Reason: ${REASONS[reason] ?? reason.replaceAll('_', ' ')}.`
  return `It was not sold; everything went back to the shelf.${why}`
}
