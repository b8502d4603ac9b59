/** What an id can be an id of. */
export const kindWords = {
  order: 'Order',
  hold: 'Hold',
  checkout: 'Checkout',
  buyer: 'Buyer',
  item: 'Item',
  sale: 'Sale',
  ticket: 'Queue ticket',
  picture: 'Picture',
  webhook: 'Webhook',
  key: 'Key',
} as const

const SHOWN_CHARS_MAX = 80

/** Text of any length that was typed, in one line. */
export function nothingFoundWords(typed: string): string {
  const shown = typed.length > SHOWN_CHARS_MAX ? `${typed.slice(0, SHOWN_CHARS_MAX)}…` : typed
  return `Nothing found for “${shown}”.`
}

/** To what a list of orders or attempts is limited. */
export const ofWords: Record<string, string> = {
  user_id: 'buyer',
  item_id: 'item',
  sale_id: 'sale',
  order_id: 'order',
}
