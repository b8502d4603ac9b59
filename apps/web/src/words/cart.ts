import type { CartLineView } from '@hourglass/core/contract'
import { countWords } from './count.ts'

export const cartWords = {
  add: 'Add to cart',
  order: 'Order and wait for confirmation',
  orderAndPay: 'Order and pay',
  added: 'Added to cart.',
  full: 'Your cart holds up to ten items, and no more of each than you can buy.',
  empty: 'Your cart is empty.',
  reservesNothing: 'Items in your cart aren’t reserved.',
  dropped: (count: number) =>
    count === 1
      ? 'One item was removed because its drop has ended.'
      : `${countWords(count)} items were removed because their drops have ended.`,
}

/** The state of a cart line. */
export function lineWords({ state, units_left }: Pick<CartLineView, 'state' | 'units_left'>): string {
  switch (state) {
    case 'available':
      return 'Available'
    case 'fewer_left':
      return `Only ${countWords(units_left)} left`
    case 'held':
      return 'Held by someone else. It may come back.'
    case 'sold_out':
      return 'Sold out'
    case 'sale_not_open':
      return 'Not open yet'
    case 'sale_paused':
      return 'Paused'
  }
}
