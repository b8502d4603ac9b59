'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Offer } from '../buying/offer'
import { useTRPC } from '../data/trpc'
import { useUnits } from '../live/use-live'
import { countWords } from '../words/count'
import { useLocale } from '../words/use-locale'

/** Minimum time between reads of an item's stock. The feed only says whether any unit is left. */
const FRESH_MS = 5_000

/** Units left of an item with several; refetched when the feed reports a change in its sale. */
export function UnitsLeft({ offer: { id, sale_id, units_left, stock } }: { offer: Offer }) {
  useLocale()
  const trpc = useTRPC()
  const { available } = useUnits(sale_id, { available: -1, held: 0, sold: 0 })
  const queries = useQueryClient()
  const { data, refetch } = useQuery(trpc.items.get.queryOptions({ id }, { enabled: false }))
  useEffect(() => {
    if (available < 0) return
    const askedAt = queries.getQueryState(trpc.items.get.queryKey({ id }))?.dataUpdatedAt ?? 0
    const timer = setTimeout(() => void refetch(), Math.max(0, askedAt + FRESH_MS - Date.now()))
    return () => clearTimeout(timer)
  }, [available, id, queries, refetch, trpc])
  return (
    <p data-units-left={data?.units_left ?? units_left}>
      {countWords(data?.units_left ?? units_left)} of {countWords(stock)} left
    </p>
  )
}
