'use client'

import type { CartLineView } from '@hourglass/core/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { askingAgain } from '../buying/asking-again'
import { once } from '../data/intent'
import { useShop } from '../shop/shop'
import { leaveCart } from './leave-cart'

/** Orders what can be had of lines of one sale, all of it or nothing, once, then goes to the order. */
export function useOrderLines() {
  const { api, session } = useShop()
  const queries = useQueryClient()
  const router = useRouter()
  return useMutation({
    scope: { id: 'order' },
    mutationFn: async (lines: CartLineView[]) => {
      await session.require({ id: lines.map(({ item }) => item.id) })
      const items = lines.map(({ item, quantity, units_left }) => ({
        id: item.id,
        quantity: Math.min(quantity, units_left),
      }))
      const intent = items.map(({ id, quantity }) => `${id}×${quantity}`).join(' ')
      return once(`order ${intent}`, (options) => api.orders.place.mutate({ items }, options))
    },
    ...askingAgain,
    onSuccess: async (order) => {
      await leaveCart(api, queries, order.items)
      router.push(`/orders/${order.id}`)
    },
  })
}
