'use client'

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useShop } from '../shop/shop'

const OWNED = ['mine', 'owned']
/** Orders looked through for what is owned, the newest first. */
const ORDERS_MAX = 100
const FRESH_MS = 10_000
const NONE: readonly number[] = []

/** Ids of the items that this shopper has bought, in this tab, in another one, or before the page was opened. */
export function useOwned(): ReadonlySet<number> {
  const { api } = useShop()
  const { data = NONE } = useQuery({
    queryKey: OWNED,
    queryFn: async () => {
      const { orders } = await api.orders.list.query({ limit: ORDERS_MAX })
      return orders.filter(({ status }) => status === 'confirmed').flatMap(({ items }) => items.map(({ id }) => id))
    },
    staleTime: FRESH_MS,
  })
  return useMemo(() => new Set(data), [data])
}

/** Looks again: an item may have been bought in another tab. */
export const refreshOwned = (queries: QueryClient): Promise<void> => queries.invalidateQueries({ queryKey: OWNED })

/** @returns to be called with the ids of what was bought just now */
export function useNoteOwned(): (ids: readonly number[]) => void {
  const queries = useQueryClient()
  return (ids) => {
    void queries.cancelQueries({ queryKey: OWNED })
    queries.setQueryData<number[]>(OWNED, (known = []) => [...new Set([...known, ...ids])])
  }
}
