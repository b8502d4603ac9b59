import { CookiesBlocked } from '../data/session'
import { useShopCache } from '../data/trpc'
import { shopperChanged } from './shopper-changed'

/**
 * To call after a sign-in: the page shows what the account owns. When it resolves, the guest of this browser is linked, so that a
 * purchase that waited can continue. @throws CookiesBlocked if the browser has not kept the session
 */
export function useSignedIn(): () => Promise<void> {
  const cache = useShopCache()
  return async () => {
    const { queries, trpc } = cache
    shopperChanged(cache)
    const [account] = await Promise.all([
      queries.fetchQuery(trpc.account.get.queryOptions()),
      queries.fetchQuery(trpc.cart.get.queryOptions()),
    ])
    if (account === null) throw new CookiesBlocked()
  }
}
