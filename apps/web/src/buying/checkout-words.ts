import type { CheckoutView } from '@hourglass/core/contract'
import { countWords } from '../words/count'
import { payingWords } from '../words/paying'
import type { Receipt } from './receipt'

const unitsOf = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0)

/** The result of a checkout: what is available and what is not. */
export function readyWords({ items, unavailable }: CheckoutView): string {
  const gone = unavailable.filter(({ code }) => code === 'sold_out').length
  const heldByOthers = unavailable.length - gone
  if (unitsOf(items) === 1 && unavailable.length === 0) return 'Available. Not reserved until you buy.'
  const missing = [
    gone > 0 && `${countWords(gone)} ${gone === 1 ? 'item has' : 'items have'} sold out.`,
    heldByOthers > 0 &&
      `${countWords(heldByOthers)} ${heldByOthers === 1 ? 'item is' : 'items are'} held by others and may come back.`,
  ].filter((part) => part !== false)
  const found = missing.length === 0 ? 'Everything is available.' : `${missing.join(' ')} The rest is available.`
  return `${found} Nothing is reserved until you buy.`
}

/** The result of a purchase: everything in the checkout, or what was still available. */
export function boughtWords(
  checkout: CheckoutView | undefined,
  { order, purchased_items, failed_items = [] }: Receipt,
): string {
  if (order.status === 'awaiting_payment') return payingWords.reserved
  const [wanted, got] = [unitsOf(checkout?.items ?? []), unitsOf(purchased_items)]
  if (got < wanted) {
    const held = failed_items.length > 0 && failed_items.every(({ code }) => code === 'item_held')
    const rest = held ? 'Others are holding the rest. It may come back.' : 'The rest just sold.'
    return `You got ${countWords(got)} of ${countWords(wanted)}. ${rest}`
  }
  return got === 1 ? 'It’s yours.' : `All ${countWords(got)} are yours.`
}
