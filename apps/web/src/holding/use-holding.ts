import type { HoldView } from '@hourglass/core/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { mutationRetry } from '../buying/retry'
import { useBuying } from '../buying/use-buying'
import { removeBought } from '../cart/remove-bought'
import { needsAccount, troubleOf } from '../data/problem'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import { useSecondsLeft } from '../time/use-seconds'
import { confirmOnce, type End, release } from './end-hold'
import { cacheHold, holdKey, laterHold, shareHold } from './use-my-holds'

/** Poll interval after a hold's time is up, until the server reports its end. */
const POLL_MS = 500

/** The shopper's hold and its actions. Only the server ends a hold, never the browser's clock. */
export function useHolding(given: HoldView) {
  const { api, clock } = useShop()
  const cache = useShopCache()
  const { signInFirst } = useBuying()
  const router = useRouter()
  const secondsLeft = useSecondsLeft(given.expires_at)
  const timeIsUp = secondsLeft === 0
  const { data: hold } = useQuery({
    queryKey: holdKey(cache, given.id),
    queryFn: async () => {
      const now = await api.reservations.get.query({ id: given.id })
      clock.sync(now.server_time)
      cacheHold(cache, now)
      return now
    },
    initialData: given,
    structuralSharing: (known, now) => laterHold(known as HoldView | undefined, now as HoldView),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => timeIsUp && state.data?.status === 'ACTIVE' && POLL_MS,
  })
  // A refetched list may be newer than the cached hold.
  useEffect(() => cacheHold(cache, given), [cache, given])
  const known = ({ reservation }: End) => {
    shareHold(cache, reservation)
    if (reservation.status === 'CONFIRMED') void removeBought(api, cache, [{ id: reservation.item_id, quantity: 1 }])
  }
  const confirming = useMutation({
    mutationFn: () => confirmOnce(api, given.id),
    ...mutationRetry,
    onSuccess(end) {
      known(end)
      if (end.order?.status === 'awaiting_payment') router.push(`/orders/${given.id}`)
    },
    onError(error) {
      if (!needsAccount(troubleOf(error))) return
      signInFirst({ do: 'hold', itemId: given.item_id }, () => confirming.mutate())
    },
  })
  const releasing = useMutation({ mutationFn: () => release(api, given.id), ...mutationRetry, onSuccess: known })
  const busy = confirming.isPending || releasing.isPending
  return {
    hold,
    secondsLeft,
    timeIsUp,
    confirming,
    releasing,
    confirm: () => busy || confirming.mutate(),
    release: () => busy || releasing.mutate(),
  }
}

export type Holding = ReturnType<typeof useHolding>
