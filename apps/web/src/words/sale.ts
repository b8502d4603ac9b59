import type { ItemView, SaleView } from '@hourglass/core/contract'
import { countWords } from './count'

/** Why nothing of a sale can be bought; null while it can. */
export const notSellingWords: Record<SaleView['status'], string | null> = {
  scheduled: 'Not open yet',
  open: null,
  paused: 'Paused',
  sold_out: null,
  closed: 'Ended',
}

/** "Up to 3 per person." */
export const limitWords = (units: number): string => (units === 1 ? 'One per person.' : `Up to ${units} per person.`)

/** How many of an item there were, and how many one buyer may have of it; how many are left changes too fast for a shelf. */
export const stockWords = ({ stock, buyer_limit }: Pick<ItemView, 'stock' | 'buyer_limit'>): string =>
  `${countWords(stock)} in total.${buyer_limit === null ? '' : ` ${limitWords(buyer_limit)}`}`

/** How a sale stands, in a word. */
export const statusWords: Record<SaleView['status'], string> = {
  scheduled: 'Not open yet',
  open: 'Open',
  paused: 'Paused',
  sold_out: 'Sold out',
  closed: 'Over',
}
