'use client'

import type { ReactNode } from 'react'
import { useShop } from '../shop/shop'
import { troubleWords } from '../words/trouble'
import styles from './me.module.css'
import type { usePages } from './use-pages'

interface MyListProps {
  title: string
  none: string
  list: Pick<
    ReturnType<typeof usePages>,
    'error' | 'isPending' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >
  children: ReactNode[]
}

/** A list with its heading, and more of it as long as there is more. */
export function MyList({ title, none, list, children }: MyListProps) {
  const { sentences } = useShop()
  return (
    <section className={styles.list} aria-label={title}>
      <h2>{title}</h2>
      {list.error && <p role="alert">{troubleWords(list.error, sentences)}</p>}
      {list.isPending && (
        <p role="status" className="scripted">
          One moment.
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
          More
        </button>
      )}
    </section>
  )
}
