import type { ListedItem } from '@hourglass/core/contract'
import { fractionDigits } from '@hourglass/core/contract/currencies'

/** One item as typed; prices in major units, such as 24.50. */
export interface Draft {
  key: number
  name: string
  stock: string
  price: string
  listPrice: string
  limit: string
  description: string
  /** Id of an uploaded picture. */
  picture: string
}

export const emptyDraft = (key: number): Draft => ({
  key,
  name: '',
  stock: '1',
  price: '',
  listPrice: '',
  limit: '',
  description: '',
  picture: '',
})

/** Converts typed items to the API's input. Invalid numbers stay NaN; the API refuses them and names the field. */
export function itemsOfDrafts(drafts: readonly Draft[], currency: string): ListedItem[] {
  const minor = (text: string) => minorOf(text, currency)
  return drafts.map(({ name, stock, price, listPrice, limit, description, picture }) => ({
    ...(name.trim() !== '' && { name }),
    stock: Number(stock),
    price: price.trim() === '' ? Number.NaN : minor(price),
    ...(listPrice.trim() !== '' && { list_price: minor(listPrice) }),
    ...(limit.trim() !== '' && { buyer_limit: Number(limit) }),
    ...(description.trim() !== '' && { description }),
    ...(picture !== '' && { picture }),
  }))
}

/** A typed amount in minor units; NaN if it is none. */
export const minorOf = (text: string, currency: string): number =>
  text.trim() === '' ? Number.NaN : Math.round(Number(text.replace(',', '.')) * 10 ** fractionDigits(currency))

/** Minor units as an amount to type: 7500 is 75.00. */
export const majorOf = (amount: number, currency: string): string =>
  (amount / 10 ** fractionDigits(currency)).toFixed(fractionDigits(currency))

/** Parses JSON: a list of items, or an object with `items` and fields of the sale. @throws Error if invalid */
export function parseItems(text: string): { items: ListedItem[] } & Record<string, unknown> {
  const given: unknown = JSON.parse(text)
  if (Array.isArray(given)) return { items: given }
  if (typeof given === 'object' && given !== null && 'items' in given && Array.isArray(given.items))
    return given as { items: ListedItem[] }
  throw new Error('Enter a list of items, or an object with one under "items".')
}
