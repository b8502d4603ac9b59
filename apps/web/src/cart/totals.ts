import type { CartLineView, Money } from '@hourglass/core/contract'

/** Lines of which there is something to be had now. */
export const sellable = (lines: readonly CartLineView[]): CartLineView[] =>
  lines.filter(({ state }) => state === 'available' || state === 'fewer_left')

/** What the units that can be had now would cost; a sale has one currency. */
export function totalOf(lines: readonly CartLineView[]): Money | null {
  const had = sellable(lines)
  const [first] = had
  if (!first) return null
  const amount = had.reduce(
    (sum, { item, quantity, units_left }) => sum + item.price.amount * Math.min(quantity, units_left),
    0,
  )
  return { amount, currency: first.item.price.currency }
}
