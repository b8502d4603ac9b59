import { createContext, use } from 'react'
import type { Continuation } from '../account/continuation'
import type { Basket } from './basket'

interface Buying {
  buy(basket: Basket): void
  /** Ids of the items that this shopper has bought. */
  owned: ReadonlySet<number>
  /** Reads again, soon, what the account owns and holds. */
  checkOwn(): void
  /** Offers to sign in, then runs `resume`. The continuation resumes it if the browser has to leave the page for that. */
  signInFirst(continuation: Continuation, resume: () => void): void
}

export const BuyingContext = createContext<Buying | null>(null)

export function useBuying(): Buying {
  const buying = use(BuyingContext)
  if (!buying) throw new Error('useBuying is used outside of BuyingProvider')
  return buying
}
