import type { CheckoutView } from '@hourglass/core/contract'
import { countWords } from '../words/count'
import type { Receipt } from './receipt'

const unitsOf = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0)

/** What a checkout found on the shelf. */
export function readyWords({ items, unavailable }: CheckoutView): string {
  const gone = unavailable.filter(({ code }) => code === 'sold_out').length
  const heldByOthers = unavailable.length - gone
  if (unitsOf(items) === 1 && unavailable.length === 0)
    return 'It is still here. Nothing is set aside until you buy it.'
  const missing = [
    gone > 0 && `${countWords(gone)} of it ${gone === 1 ? 'is' : 'are'} gone`,
    heldByOthers > 0 &&
      `${countWords(heldByOthers)} of it ${heldByOthers === 1 ? 'is' : 'are'} held by others and may come back`,
  ].filter((part) => part !== false)
  const found = missing.length === 0 ? 'All of it is still here.' : `${missing.join(', ')}; the rest is still here.`
  return `${found} Nothing is set aside until you buy it.`
}

/** What came of a purchase: all of what was checked out, or what was still there. */
export function boughtWords(
  checkout: CheckoutView | undefined,
  { purchased_items, failed_items = [] }: Receipt,
): string {
  const [wanted, got] = [unitsOf(checkout?.items ?? []), unitsOf(purchased_items)]
  if (got < wanted) {
    const held = failed_items.length > 0 && failed_items.every(({ code }) => code === 'item_held')
    const rest = held ? 'Others are holding the rest. It may come back.' : 'For the rest someone was faster.'
    return `${countWords(got)} of ${countWords(wanted)} sold to you. ${rest}`
  }
  return got === 1 ? 'Sold. It is yours.' : `Sold. All ${countWords(got)} are yours.`
}
