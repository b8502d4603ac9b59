'use client'

import { useInfiniteQuery } from '@tanstack/react-query'

/** Entries of one page of a list of mine. */
export const PAGE_LINES = 10

interface Page {
  next_cursor: string | null
}

/** A list of mine, page after page, the newest first. */
export function usePages<P extends Page>(name: string, ask: (cursor: { cursor?: string }) => Promise<P>) {
  return useInfiniteQuery({
    queryKey: ['mine', name],
    queryFn: ({ pageParam }) => ask(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: P) => page.next_cursor,
    staleTime: 0,
    refetchOnWindowFocus: false,
  })
}
