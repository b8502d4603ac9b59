import type { CheckoutView, Money } from '@hourglass/core/contract'

/** What a checkout costs, all of it; null when it has nothing in it. */
export function costOf(checkout: CheckoutView | undefined): Money | null {
  const [first] = checkout?.items ?? []
  if (!checkout || !first) return null
  const amount = checkout.items.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0)
  return { amount, currency: first.price.currency }
}
