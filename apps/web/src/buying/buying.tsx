'use client'

import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import { useShopCache } from '../data/trpc'
import { listenForHolds } from '../holding/use-my-holds'
import { pageLoaded } from '../shop/page-loaded'
import type { Basket } from './basket'
import type { Receipt } from './receipt'
import { BuyingContext } from './use-buying'
import { useOwned } from './use-owned'

const loadSheet = () => import('./sheet').then(({ Sheet }) => ({ default: Sheet }))
const Sheet = lazy(loadSheet)

/** One purchase at a time. It lives above the pages, so navigation and a new sale do not interrupt it. */
export function BuyingProvider({ children }: { children: ReactNode }) {
  const [basket, setBasket] = useState<Basket | null>(null)
  const { owned, note } = useOwned()
  // Preload the dialog after the page load, so that it opens at once.
  useEffect(() => void pageLoaded().then(loadSheet), [])
  const cache = useShopCache()
  useEffect(() => listenForHolds(cache), [cache])
  const bought = ({ purchased_items }: Receipt) => note(purchased_items.map(({ id }) => id))
  const buying = useMemo(() => ({ buy: setBasket, owned }), [owned])
  return (
    <BuyingContext value={buying}>
      {children}
      <Suspense>{basket && <Sheet basket={basket} bought={bought} close={() => setBasket(null)} />}</Suspense>
    </BuyingContext>
  )
}
