import type { ReactNode } from 'react'
import { Moment } from '../parts/moment'
import { Refused } from '../parts/refused'
import { faultsOf } from '../shell/refusal'
import styles from './results.module.css'

interface ResultsProps {
  error: unknown
  /** The oldest time searched so far. */
  until: string | null
  more: boolean
  isSearching: boolean
  loadMore: () => void
  children: ReactNode
}

/** The results so far and how far back they go. Each page scans at most ten thousand rows. */
export function Results({ error, until, more, isSearching, loadMore, children }: ResultsProps) {
  return (
    <div className={styles.results} aria-busy={isSearching}>
      <Refused error={error} />
      {!error && children}
      {more && !error && (
        <p>
          <button type="button" className="plain" disabled={isSearching} onClick={loadMore}>
            Load older
          </button>
          <span>
            Searched back to <Moment at={until} />.
          </span>
        </p>
      )}
    </div>
  )
}

interface Page {
  scanned_until: string | null
}

interface Search<P> {
  data: { pages: P[] } | undefined
  error: unknown
  isFetching: boolean
  hasNextPage: boolean
  fetchNextPage(): Promise<unknown>
}

/** Props for the form and the results of a search, and its pages, newest first; null before the first page. */
export function partsOf<P extends Page>({ data, error, isFetching, hasNextPage, fetchNextPage }: Search<P>) {
  return {
    form: { faults: faultsOf(error), isSearching: isFetching },
    results: {
      error,
      until: data?.pages.at(-1)?.scanned_until ?? null,
      more: hasNextPage,
      isSearching: isFetching,
      loadMore: () => void fetchNextPage(),
    },
    pages: data?.pages ?? null,
  }
}
