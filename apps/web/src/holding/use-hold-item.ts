'use client'

import type { HoldView } from '@hourglass/core/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { askingAgain } from '../buying/asking-again'
import { once } from '../data/intent'
import { useShop } from '../shop/shop'
import { shareHold } from './use-my-holds'

/** Holds one unit of an item. Asked for again it gives the same hold, its deadline unmoved. */
export function useHoldItem(made: (hold: HoldView) => void) {
  const { api, clock, session } = useShop()
  const queries = useQueryClient()
  return useMutation({
    scope: { id: 'hold' },
    mutationFn: async (itemId: number) => {
      await session.require({ id: [itemId] })
      return once(`hold ${itemId}`, (options) => api.reservations.create.mutate({ item_id: itemId }, options))
    },
    ...askingAgain,
    onSuccess: ({ reservation }) => {
      clock.hear(reservation.server_time)
      shareHold(queries, reservation)
      made(reservation)
    },
  })
}
