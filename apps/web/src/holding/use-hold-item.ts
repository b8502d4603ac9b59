import type { HoldView } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { mutationRetry } from '../buying/retry'
import { useBuying } from '../buying/use-buying'
import { ONCE } from '../data/intent'
import { needsAccount, troubleOf } from '../data/problem'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import { shareHold } from './use-my-holds'

/** Holds one unit of an item. Calling it again returns the same hold with the same deadline. */
export function useHoldItem(made: (hold: HoldView) => void) {
  const { api, clock, session } = useShop()
  const cache = useShopCache()
  const { signInFirst } = useBuying()
  const holding = useMutation({
    scope: { id: 'hold' },
    mutationFn: async (itemId: number) => {
      await session.require({ id: [itemId] })
      return api.reservations.create.mutate({ item_id: itemId }, ONCE)
    },
    ...mutationRetry,
    onSuccess: ({ reservation }) => {
      clock.sync(reservation.server_time)
      shareHold(cache, reservation)
      made(reservation)
    },
    onError(error, itemId) {
      if (needsAccount(troubleOf(error))) signInFirst({ do: 'hold', itemId }, () => holding.mutate(itemId))
    },
  })
  return holding
}
