import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type ShopCache, useTRPC } from '../data/trpc'

/** The newest orders, from which owned items are read. */
const ORDERS = { limit: 100 }
const FRESH_MS = 10_000

/** Ids of the items that this shopper has bought, in any tab, now or earlier. */
export function useOwned(): { owned: ReadonlySet<number>; note(ids: readonly number[]): void } {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.orders.list.queryOptions(ORDERS, { staleTime: FRESH_MS }))
  // Items bought in this tab since the list was read.
  const [noted, setNoted] = useState<readonly number[]>([])
  const owned = useMemo(() => {
    const confirmed = data?.orders.filter(({ status }) => status === 'confirmed') ?? []
    return new Set([...confirmed.flatMap(({ items }) => items.map(({ id }) => id)), ...noted])
  }, [data, noted])
  return { owned, note: (ids) => setNoted((known) => [...known, ...ids]) }
}

/** Refetches the orders: an item may have been bought in another tab. */
export const refreshOwned = ({ queries, trpc }: ShopCache): Promise<void> =>
  queries.invalidateQueries(trpc.orders.list.queryFilter(ORDERS))
