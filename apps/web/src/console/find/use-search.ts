'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Asked } from '../shell/api'
import { faultsOf } from '../shell/refusal'

type Kind = 'orders' | 'attempts'
interface Page {
  looked_until: string | null
  next_cursor: string | null
}

/** A search page by page, the newest first: what its form and its results are given, and the pages; null until the first is there. */
export function useSearch<K extends Kind, Found extends Page>(
  kind: K,
  ask: (asked: Asked[K]['search']) => Promise<Found>,
) {
  const [sought, find] = useState<Record<string, string>>({})
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [kind, sought],
    queryFn: ({ pageParam }) => ask({ ...sought, ...(pageParam && { cursor: pageParam }) } as Asked[K]['search']),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
  })
  return {
    finder: { find, faults: faultsOf(error), isLooking: isFetching },
    results: {
      error,
      until: data?.pages.at(-1)?.looked_until ?? null,
      more: hasNextPage,
      isLooking: isFetching,
      goOn: () => void fetchNextPage(),
    },
    pages: data?.pages ?? null,
  }
}
