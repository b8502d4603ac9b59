import type { CheckoutView } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { removeBought } from '../cart/remove-bought'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import type { Basket } from './basket'
import { type PurchaseStage, stageOf } from './purchase-stage'
import { purchaseOnce, type Receipt } from './receipt'
import { mutationRetryWithNotice } from './retry'
import { refreshOwned } from './use-owned'

export interface PurchaseFlow {
  stage: PurchaseStage
  /** The checkout of the current code; undefined before there is one. */
  checkout: CheckoutView | undefined
  checkOut(basket: Basket): void
  /** Does nothing while a purchase is in flight. */
  purchase(): void
}

/** Buys a basket: checks out, then purchases with the code. */
export function usePurchaseFlow(bought: (receipt: Receipt) => void): PurchaseFlow {
  const { api, session } = useShop()
  const cache = useShopCache()
  const [nextRetryAt, setNextTryAt] = useState(0)
  const mutationRetry = mutationRetryWithNotice(setNextTryAt)
  const checkout = useMutation({
    mutationFn: ({ itemId, saleId }: Basket) =>
      session.checkOut(itemId === null ? { sale_id: saleId } : { id: [itemId] }),
    ...mutationRetry,
    onError: () => void refreshOwned(cache),
  })
  const purchase = useMutation({
    scope: { id: 'purchase' },
    mutationFn: (code: string) => purchaseOnce(api, code),
    ...mutationRetry,
    onError: () => void refreshOwned(cache),
    onSuccess(receipt) {
      bought(receipt)
      void removeBought(api, cache, receipt.purchased_items)
    },
  })
  return {
    stage: stageOf(checkout, purchase, nextRetryAt),
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
