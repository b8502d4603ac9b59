import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type ShopCache, useShopCache } from '../data/trpc'
import { ownedItems } from '../order/owned'

/** The newest orders, from which owned items are read. */
const ORDERS = { limit: 100 }
const FRESH_MS = 10_000
/** How often a visible page reads the orders of an account. What is sold on the screen is read sooner (check-own.ts). */
const POLL_MS = 60_000

/** Ids of the items that this shopper has bought, in any tab, now or earlier. */
export function useOwned(signedIn: boolean): { owned: ReadonlySet<number>; note(ids: readonly number[]): void } {
  const { queries, trpc } = useShopCache()
  const { data } = useQuery(
    trpc.orders.list.queryOptions(ORDERS, {
      staleTime: FRESH_MS,
      // Other browsers of the same account buy, too; a guest is this browser only.
      refetchInterval: signedIn && POLL_MS,
    }),
  )
  // Items bought in this tab since the list was read. It ends with the shopper's session, as the orders do.
  const notedKey = [...trpc.orders.pathKey(), 'noted']
  const { data: noted } = useQuery<readonly number[]>({ queryKey: notedKey, enabled: false, initialData: [] })
  const owned = useMemo(() => {
    const items = data?.orders.flatMap(ownedItems) ?? []
    return new Set([...items.map(({ id }) => id), ...noted])
  }, [data, noted])
  return { owned, note: (ids) => queries.setQueryData<readonly number[]>(notedKey, (known = []) => [...known, ...ids]) }
}

/** Refetches the orders: an item may have been bought in another tab. */
export const refreshOwned = ({ queries, trpc }: ShopCache): Promise<void> =>
  queries.invalidateQueries(trpc.orders.list.queryFilter(ORDERS))
