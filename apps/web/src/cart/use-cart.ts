'use client'

import type { CartView } from '@hourglass/core/contract'
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { useShop } from '../shop/shop'

const CART = ['cart']

/** The shopper's cart, read when the page opens and whenever it is looked at again. */
export function useCart() {
  const { api } = useShop()
  return useQuery({ queryKey: CART, queryFn: () => api.cart.get.query() })
}

export const cartOf = (queries: QueryClient): CartView | undefined => queries.getQueryData(CART)

/** The cart as an answer had it. What has dropped out is named once by the server, and here until the next reading. */
export function noteCart(queries: QueryClient, cart: CartView): void {
  // A reading that is under way was asked before this change.
  void queries.cancelQueries({ queryKey: CART })
  queries.setQueryData(CART, (before: CartView | undefined) => ({
    ...cart,
    dropped: [...(before?.dropped ?? []), ...cart.dropped],
  }))
}

export const unitsIn = (cart: CartView | undefined): number =>
  cart?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0
