import { createContext, use } from 'react'
import type { Basket } from './basket'

interface Buying {
  buy(basket: Basket): void
  /** Ids of the items that this shopper has bought. */
  owned: ReadonlySet<number>
}

export const BuyingContext = createContext<Buying | null>(null)

export function useBuying(): Buying {
  const buying = use(BuyingContext)
  if (!buying) throw new Error('useBuying is used outside of BuyingProvider')
  return buying
}
