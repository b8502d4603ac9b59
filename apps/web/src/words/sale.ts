import type { ItemView, SaleView } from '@hourglass/core/contract'
import { countWords } from './count.ts'

/** Why a sale's items cannot be bought; null if they can. */
export const notSellingWords: Record<SaleView['status'], string | null> = {
  scheduled: 'Not open yet',
  open: null,
  paused: 'Paused',
  sold_out: null,
  closed: 'Ended',
}

/** The primary button of a sale: it leads to its items. */
export const CHOOSE = 'Choose yours'

/** "Up to 3 per person." */
export const limitWords = (units: number): string => (units === 1 ? 'One per person.' : `Up to ${units} per person.`)

/** Whether a sale takes money, and whose. */
export type SaleMoney = Pick<SaleView, 'payment' | 'play_money'>

const PLAY_MONEY = 'Play money.'

/** " Play money.", or nothing if the prices of the sale are real. */
export const briefPlayMoney = ({ play_money }: Pick<SaleView, 'play_money'>): string =>
  play_money ? ` ${PLAY_MONEY}` : ''

/** What play money means in this sale; null if its prices are real. */
export const playMoneyWords = ({ payment, play_money }: SaleMoney): string | null => {
  if (!play_money) return null
  const pay = payment === 'required' ? ' You pay on a test page.' : ''
  return `${PLAY_MONEY}${pay} Nothing is charged, and nothing is shipped.`
}

/** The one line that explains the place. */
export const placeWords = ({
  items_count,
  buyer_limit,
  play_money,
}: Pick<SaleView, 'items_count' | 'buyer_limit' | 'play_money'>): string =>
  `${countWords(items_count)} one-of-a-kind objects every hour. Each sells once. ${limitWords(buyer_limit)}${briefPlayMoney({ play_money })}`

/** The stock of an item and the limit per buyer. The units left change too fast for the shelf. */
export const stockWords = ({ stock, buyer_limit }: Pick<ItemView, 'stock' | 'buyer_limit'>): string =>
  `${countWords(stock)} in total.${buyer_limit === null ? '' : ` ${limitWords(buyer_limit)}`}`

/** A sale's status in a word. */
export const statusWords: Record<SaleView['status'], string> = {
  scheduled: 'Not open yet',
  open: 'Open',
  paused: 'Paused',
  sold_out: 'Sold out',
  closed: 'Over',
}
