import type { ListedItem } from '@hourglass/core/contract'

/** One item as it is typed; prices in whole units of the currency, such as 24.50. */
export interface Draft {
  key: number
  name: string
  stock: string
  price: string
  listPrice: string
  limit: string
}

export const emptyDraft = (key: number): Draft => ({ key, name: '', stock: '1', price: '', listPrice: '', limit: '' })

/** Typed items as the API takes them. What is no number stays none, and is refused with its field. */
export function listedOf(drafts: readonly Draft[], currency: string): ListedItem[] {
  const minor = (text: string) => Math.round(Number(text.replace(',', '.')) * 10 ** digitsOf(currency))
  return drafts.map(({ name, stock, price, listPrice, limit }) => ({
    ...(name.trim() !== '' && { name }),
    stock: Number(stock),
    price: price.trim() === '' ? Number.NaN : minor(price),
    ...(listPrice.trim() !== '' && { list_price: minor(listPrice) }),
    ...(limit.trim() !== '' && { buyer_limit: Number(limit) }),
  }))
}

/** Digits after the point: two for EUR, none for JPY. */
function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    return format.resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2 // no currency: the API says so
  }
}

/** Pasted JSON: a list of items, or an object that has one beside the sale's own fields. @throws Error with what is wrong */
export function pastedOf(text: string): { items: ListedItem[] } & Record<string, unknown> {
  const given: unknown = JSON.parse(text)
  if (Array.isArray(given)) return { items: given }
  if (typeof given === 'object' && given !== null && 'items' in given && Array.isArray(given.items))
    return given as { items: ListedItem[] }
  throw new Error('Enter a list of items, or an object with one under "items".')
}
