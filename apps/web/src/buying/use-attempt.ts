'use client'

import { useMutation } from '@tanstack/react-query'
import { useShop } from '../shop/shop'
import { askAgain, pauseMs } from './asking-again'
import type { Offer } from './offer'
import { purchaseOnce } from './receipt'
import { type Stage, stageOf } from './stage'

export interface Attempt {
  stage: Stage
  checkOut(offer: Offer): void
  /** Once per code: pressed again while it is under way, it does nothing. */
  purchase(): void
}

/** One shopper's attempt at one item: check out, then purchase with the code. */
export function useAttempt(bought: (itemIds: number[]) => void): Attempt {
  const { api } = useShop()
  const checkout = useMutation({ mutationFn: (offer: Offer) => api.checkout.mutate({ id: [offer.id] }) })
  const purchase = useMutation({
    scope: { id: 'purchase' },
    mutationFn: (code: string) => purchaseOnce(api, code),
    retry: askAgain,
    retryDelay: pauseMs,
    onSuccess: (receipt) => bought(receipt.purchased_items.map((item) => item.id)),
  })
  return {
    stage: stageOf(checkout, purchase),
    checkOut(offer) {
      purchase.reset()
      checkout.mutate(offer)
    },
    purchase() {
      if (checkout.data && !purchase.isPending) purchase.mutate(checkout.data.code)
    },
  }
}
