import type { CartView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { type Answers, useTRPC } from '../data/trpc'

/** The shopper's cart, read when the page opens and whenever it is looked at again. */
export function useCart() {
  const trpc = useTRPC()
  return useQuery(trpc.cart.get.queryOptions())
}

export const cartOf = ({ queries, trpc }: Answers): CartView | undefined =>
  queries.getQueryData(trpc.cart.get.queryKey())

/** The cart as an answer had it. What has dropped out is named once by the server, and here until the next reading. */
export function noteCart({ queries, trpc }: Answers, cart: CartView): void {
  // A reading that is under way was asked before this change.
  void queries.cancelQueries(trpc.cart.get.queryFilter())
  queries.setQueryData(trpc.cart.get.queryKey(), (before) => ({
    ...cart,
    dropped: [...(before?.dropped ?? []), ...cart.dropped],
  }))
}

export const unitsIn = (cart: CartView | undefined): number =>
  cart?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0
