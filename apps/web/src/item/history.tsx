'use client'

import type { ItemHistoryView } from '@hourglass/core/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Offer } from '../buying/offer'
import { HISTORY_PAGE } from '../data/history-page'
import { useTRPC } from '../data/trpc'
import { useItemState } from '../live/use-live'
import { historyWords } from '../words/history'
import { useLocale } from '../words/use-locale'
import styles from './history.module.css'

interface HistoryProps {
  offer: Pick<Offer, 'id' | 'state' | 'stock'>
  /** The first page, as the page was rendered; null if the ledger was unavailable. */
  given: ItemHistoryView | null
}

/** What happened to an item, oldest first. It is read again when the item sells out. */
export function History({ offer: { id, state: givenState, stock }, given }: HistoryProps) {
  useLocale()
  const trpc = useTRPC()
  const state = useItemState(id, givenState)
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    trpc.items.history.infiniteQueryOptions(
      { id, ...HISTORY_PAGE },
      {
        getNextPageParam: ({ next_cursor }) => next_cursor,
        // The live feed tells when an item sells out, but not when one of several units sells.
        staleTime: stock > 1 ? 0 : Number.POSITIVE_INFINITY,
        ...(given && { initialData: { pages: [given], pageParams: [null] } }),
      },
    ),
  )
  const events = data?.pages.flatMap((page) => page.events) ?? []
  const offered = events.find(({ type }) => type === 'offered')
  const sold = events.filter(({ type }) => type === 'sold')
  const isOutdated = data !== undefined && state === 'sold' && sold.length < stock && !hasNextPage
  useEffect(() => {
    if (isOutdated) void refetch()
  }, [isOutdated, refetch])
  if (!offered) return null
  return (
    <section className={styles.history} aria-labelledby="history" data-history={id}>
      <h2 id="history">{historyWords.title}</h2>
      <ol>
        <li>
          <time dateTime={offered.at}>{historyWords.offered(offered.at)}</time>
        </li>
        {sold.map(({ at, unit, owner }) => (
          <li key={unit}>
            <time dateTime={at}>
              {historyWords.sold({ at, offeredAt: offered.at, unit: stock > 1 ? unit : null, owner })}
            </time>
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <button
          type="button"
          aria-disabled={isFetchingNextPage}
          onClick={() => isFetchingNextPage || void fetchNextPage()}
        >
          {historyWords.more}
        </button>
      )}
    </section>
  )
}
