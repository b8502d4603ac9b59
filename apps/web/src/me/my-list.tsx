import type { ReactNode } from 'react'
import { useShop } from '../shop/shop'
import { troubleWords } from '../words/trouble'
import styles from './me.module.css'

/** Entries per page. */
export const PAGE_LINES = 10

/** Options of a paged list, newest first. */
export const PAGES = {
  getNextPageParam: ({ next_cursor }: { next_cursor: string | null }) => next_cursor,
  staleTime: 0,
  refetchOnWindowFocus: false,
}

interface MyListProps {
  title: string
  none: string
  list: {
    error: unknown
    isPending: boolean
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage(): Promise<unknown>
  }
  children: ReactNode[]
}

/** A list with a heading and a button for the next page. */
export function MyList({ title, none, list, children }: MyListProps) {
  const { sentences } = useShop()
  return (
    <section className={styles.list} aria-label={title}>
      <h2>{title}</h2>
      {!!list.error && <p role="alert">{troubleWords(list.error, sentences)}</p>}
      {list.isPending && (
        <p role="status" className="scripted">
          Loading…
        </p>
      )}
      {!list.isPending && !list.error && children.length === 0 && <p>{none}</p>}
      <ul>{children}</ul>
      {list.hasNextPage && (
        <button
          type="button"
          aria-disabled={list.isFetchingNextPage}
          onClick={() => list.isFetchingNextPage || void list.fetchNextPage()}
        >
          Show more
        </button>
      )}
    </section>
  )
}
