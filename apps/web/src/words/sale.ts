import type { ItemView, SaleView } from '@hourglass/core/contract'
import { countWords } from './count'

/** Why nothing of a sale can be bought; null while it can. */
export const notSellingWords: Record<SaleView['status'], string | null> = {
  scheduled: 'Not yet',
  open: null,
  paused: 'Paused',
  sold_out: null,
  closed: 'Over',
}

/** "At most 3 for each buyer." */
export const limitWords = (units: number): string =>
  units === 1 ? 'One for each buyer.' : `At most ${units} for each buyer.`

/** How many of an item there were, and how many one buyer may have of it; how many are left changes too fast for a shelf. */
export const stockWords = ({ stock, buyer_limit }: Pick<ItemView, 'stock' | 'buyer_limit'>): string =>
  `One of ${countWords(stock)}.${buyer_limit === null ? '' : ` ${limitWords(buyer_limit)}`}`

/** How a sale stands, in a word. */
export const statusWords: Record<SaleView['status'], string> = {
  scheduled: 'Not begun',
  open: 'Open',
  paused: 'Paused',
  sold_out: 'Sold out',
  closed: 'Over',
}
