'use client'

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import type { Offer } from './offer'
import { Sheet } from './sheet'
import { useAttempt } from './use-attempt'

interface Buying {
  buy(offer: Offer): void
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
  const [offer, setOffer] = useState<Offer | null>(null)
  const [owned, setOwned] = useState<ReadonlySet<number>>(new Set())
  const attempt = useAttempt((ids) => setOwned((before) => new Set([...before, ...ids])))
  const { checkOut } = attempt
  const buy = useCallback(
    (wanted: Offer) => {
      setOffer(wanted)
      checkOut(wanted)
    },
    [checkOut],
  )
  const buying = useMemo(() => ({ buy, owned }), [buy, owned])
  return (
    <BuyingContext value={buying}>
      {children}
      {offer && <Sheet offer={offer} attempt={attempt} close={() => setOffer(null)} />}
    </BuyingContext>
  )
}
