import type { CartView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { type ShopCache, useTRPC } from '../data/trpc'

/** The shopper's cart, read when the page opens and on refocus. */
export function useCart() {
  const trpc = useTRPC()
  return useQuery(trpc.cart.get.queryOptions())
}

export const cartOf = ({ queries, trpc }: ShopCache): CartView | undefined =>
  queries.getQueryData(trpc.cart.get.queryKey())

/** Caches the cart of a response. The server lists dropped lines once; they are kept here until the next read. */
export function cacheCart({ queries, trpc }: ShopCache, cart: CartView): void {
  // A query in flight was sent before this change.
  void queries.cancelQueries(trpc.cart.get.queryFilter())
  queries.setQueryData(trpc.cart.get.queryKey(), (before) => ({
    ...cart,
    dropped: [...(before?.dropped ?? []), ...cart.dropped],
  }))
}

export const unitsIn = (cart: CartView | undefined): number =>
  cart?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0
