import type { CheckoutView } from '@hourglass/core/contract'
import { countWords } from '../words/count'
import type { Receipt } from './receipt'

const unitsOf = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0)

/** What a checkout found on the shelf. */
export function readyWords({ items, unavailable }: CheckoutView): string {
  const gone = unavailable.length
  if (unitsOf(items) === 1 && gone === 0) return 'It is still here. Nothing is set aside until you buy it.'
  const found =
    gone === 0
      ? 'All of it is still here.'
      : `${countWords(gone)} of it ${gone === 1 ? 'is' : 'are'} gone; the rest is still here.`
  return `${found} Nothing is set aside until you buy it.`
}

/** What came of a purchase: all of what was checked out, or what was still there. */
export function boughtWords(checkout: CheckoutView | undefined, { purchased_items }: Receipt): string {
  const [wanted, got] = [unitsOf(checkout?.items ?? []), unitsOf(purchased_items)]
  if (got < wanted) return `${countWords(got)} of ${countWords(wanted)} sold to you. For the rest someone was faster.`
  return got === 1 ? 'Sold. It is yours.' : `Sold. All ${countWords(got)} are yours.`
}
