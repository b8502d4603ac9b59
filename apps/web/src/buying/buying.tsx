'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { leaveCart } from '../cart/leave-cart'
import { useShop } from '../shop/shop'
import type { Basket } from './basket'
import { Sheet } from './sheet'
import { useAttempt } from './use-attempt'

interface Buying {
  buy(basket: Basket): void
  /** Ids of the items bought in this page. */
  owned: ReadonlySet<number>
}

const BuyingContext = createContext<Buying | null>(null)

export function useBuying(): Buying {
  const buying = use(BuyingContext)
  if (!buying) throw new Error('useBuying is used outside of BuyingProvider')
  return buying
}

/** One purchase at a time, above the pages, so that it outlives the sale's change and a turn of the page. */
export function BuyingProvider({ children }: { children: ReactNode }) {
  const { api } = useShop()
  const queries = useQueryClient()
  const [basket, setBasket] = useState<Basket | null>(null)
  const [owned, setOwned] = useState<ReadonlySet<number>>(new Set())
  const attempt = useAttempt(({ purchased_items }) => {
    setOwned((before) => new Set([...before, ...purchased_items.map((item) => item.id)]))
    void leaveCart(api, queries, purchased_items)
  })
  const { checkOut } = attempt
  const buy = useCallback(
    (wanted: Basket) => {
      setBasket(wanted)
      checkOut(wanted)
    },
    [checkOut],
  )
  const buying = useMemo(() => ({ buy, owned }), [buy, owned])
  return (
    <BuyingContext value={buying}>
      {children}
      {basket && <Sheet basket={basket} attempt={attempt} close={() => setBasket(null)} />}
    </BuyingContext>
  )
}
