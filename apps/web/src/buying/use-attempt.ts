import type { CheckoutView } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { leaveCart } from '../cart/leave-cart'
import { useAnswers } from '../data/trpc'
import { useShop } from '../shop/shop'
import { askingAgainTold } from './asking-again'
import type { Basket } from './basket'
import { purchaseOnce, type Receipt } from './receipt'
import { type Stage, stageOf } from './stage'
import { refreshOwned } from './use-owned'

export interface Attempt {
  stage: Stage
  /** What the code takes; undefined before there is one. */
  checkout: CheckoutView | undefined
  checkOut(basket: Basket): void
  /** Once per code: pressed again while it is under way, it does nothing. */
  purchase(): void
}

/** One shopper's attempt at a basket: check out, then purchase with the code. */
export function useAttempt(bought: (receipt: Receipt) => void): Attempt {
  const { api, session } = useShop()
  const answers = useAnswers()
  const [nextTryAt, setNextTryAt] = useState(0)
  const askingAgain = askingAgainTold(setNextTryAt)
  const checkout = useMutation({
    mutationFn: ({ itemId, saleId }: Basket) =>
      session.checkOut(itemId === null ? { sale_id: saleId } : { id: [itemId] }),
    ...askingAgain,
    onError: () => void refreshOwned(answers),
  })
  const purchase = useMutation({
    scope: { id: 'purchase' },
    mutationFn: (code: string) => purchaseOnce(api, code),
    ...askingAgain,
    onError: () => void refreshOwned(answers),
    onSuccess(receipt) {
      bought(receipt)
      void leaveCart(api, answers, receipt.purchased_items)
    },
  })
  return {
    stage: stageOf(checkout, purchase, nextTryAt),
    checkout: checkout.data,
    checkOut(basket) {
      purchase.reset()
      checkout.mutate(basket)
    },
    purchase() {
      if (checkout.data && !purchase.isPending) purchase.mutate(checkout.data.code)
    },
  }
}
