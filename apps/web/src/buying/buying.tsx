'use client'

import { useRouter } from 'next/navigation'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { type Continuation, takeContinuation } from '../account/continuation'
import { listenForShopper } from '../account/shopper-changed'
import { useAccount } from '../account/use-account'
import { useShopCache } from '../data/trpc'
import { listenForHolds } from '../holding/use-my-holds'
import { pageLoaded } from '../shop/page-loaded'
import type { Basket } from './basket'
import { createCheckOwn } from './check-own'
import type { Receipt } from './receipt'
import { BuyingContext } from './use-buying'
import { useOwned } from './use-owned'

const loadSheet = () => import('./sheet').then(({ Sheet }) => ({ default: Sheet }))
const Sheet = lazy(loadSheet)
const SignInDialog = lazy(() =>
  import('../account/sign-in-dialog').then(({ SignInDialog }) => ({ default: SignInDialog })),
)

interface Waiting {
  continuation: Continuation
  resume: () => void
}

/** One purchase at a time. It lives above the pages, so navigation and a new sale do not interrupt it. */
export function BuyingProvider({ children }: { children: ReactNode }) {
  const [basket, setBasket] = useState<Basket | null>(null)
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const signedIn = Boolean(useAccount().data)
  const { owned, note } = useOwned(signedIn)
  // Preload the dialog after the page load, so that it opens at once.
  useEffect(() => void pageLoaded().then(loadSheet), [])
  const cache = useShopCache()
  useEffect(() => listenForHolds(cache), [cache])
  useEffect(() => listenForShopper(cache), [cache])
  // Back from an issuer: the purchase continues.
  useEffect(() => {
    const kept = takeContinuation('buy')
    if (kept) setBasket(kept.basket)
  }, [])
  const signedInNow = useRef(signedIn)
  signedInNow.current = signedIn
  const checkOwn = useMemo(() => createCheckOwn(cache, () => signedInNow.current), [cache])
  const router = useRouter()
  const bought = ({ order, purchased_items }: Receipt) => {
    if (order.status === 'awaiting_payment') router.push(`/orders/${order.id}`)
    else note(purchased_items.map(({ id }) => id))
  }
  const buying = useMemo(
    () => ({
      buy: setBasket,
      owned,
      checkOwn,
      signInFirst: (continuation: Continuation, resume: () => void) => setWaiting({ continuation, resume }),
    }),
    [owned, checkOwn],
  )
  return (
    <BuyingContext value={buying}>
      {children}
      <Suspense>{basket && <Sheet basket={basket} bought={bought} close={() => setBasket(null)} />}</Suspense>
      <Suspense>
        {waiting && <SignInDialog {...waiting} nested={basket !== null} close={() => setWaiting(null)} />}
      </Suspense>
    </BuyingContext>
  )
}
