import type { CartLineView } from '@hourglass/core/contract'
import { countWords } from './count'

export const cartWords = {
  add: 'Add to cart',
  added: 'In the cart.',
  full: 'A cart takes ten items, and no more of each than one buyer may have.',
  empty: 'Nothing is in it yet.',
  reservesNothing: 'Nothing in a cart is set aside: whoever buys first has it.',
  dropped: (count: number) =>
    count === 1
      ? 'One thing dropped out, because its sale is over.'
      : `${countWords(count)} things dropped out, because their sale is over.`,
}

/** How a line of the cart stands. */
export function lineWords({ state, units_left }: Pick<CartLineView, 'state' | 'units_left'>): string {
  switch (state) {
    case 'available':
      return 'Still here'
    case 'fewer_left':
      return `Only ${countWords(units_left)} left`
    case 'held':
      return 'Held by someone else. It may come back.'
    case 'sold_out':
      return 'Sold out'
    case 'sale_not_open':
      return 'Its sale has not begun'
    case 'sale_paused':
      return 'Its sale is paused'
  }
}
