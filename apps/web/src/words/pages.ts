import type { ItemDetailsView, SaleView } from '@hourglass/core/contract'
import { countWords } from './count.ts'
import { moneyWords } from './money.ts'
import { briefPlayMoney } from './sale.ts'

/** Search results show about this many characters. */
const EXCERPT_CHARS_MAX = 160

/** The beginning of a text, on one line, cut between words. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  if (line.length <= EXCERPT_CHARS_MAX) return line
  const cut = line.slice(0, EXCERPT_CHARS_MAX)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), EXCERPT_CHARS_MAX / 2))}…`.toWellFormed()
}

/** Descriptions of pages for search results and shared links. */
export const SHOP_DESCRIPTION = '10,000 one-of-a-kind objects every hour. Each sells once. Up to ten per person.'

export const pageDescriptions = {
  home: (sale: Pick<SaleView, 'play_money'>): string => SHOP_DESCRIPTION + briefPlayMoney(sale),
  sale: (sale: Pick<SaleView, 'name' | 'items_count' | 'kind' | 'play_money'>): string => {
    const { name, items_count, kind } = sale
    const what =
      kind === 'hourly'
        ? `${name}: ${countWords(items_count)} one-of-a-kind objects. Each sells once.`
        : `${name}: ${items_count === 1 ? 'one item' : `${countWords(items_count)} items`}, on sale at Hourglass.`
    return what + briefPlayMoney(sale)
  },
  item: (
    { name, price, description }: Pick<ItemDetailsView, 'name' | 'price' | 'description'>,
    sale: Pick<SaleView, 'name'>,
    rarest?: string,
  ): string =>
    description
      ? excerpt(description)
      : `${[name, rarest, moneyWords(price)].filter(Boolean).join(' · ')}. In ${sale.name}, at Hourglass.`,
  proof: ({ name }: Pick<SaleView, 'name'>): string =>
    `The audit of ${name}: what sold, what is left, and how to check that every item sold only once.`,
  sales: 'Every drop so far, newest first, with what is left in each.',
  how: 'How a drop works, how to buy, how to check it, and when no money is charged.',
  status: 'Whether you can buy right now.',
  cart: 'The items in your cart.',
  collection: 'The objects that are yours.',
  me: 'Your orders and holds.',
  order: 'One of your orders.',
  signIn: 'Sign in with a code, a passkey or an account that you have elsewhere.',
  account: 'Your name, passkeys, sessions and data.',
}
