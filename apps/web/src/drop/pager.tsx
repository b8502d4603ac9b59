'use client'

import Link from 'next/link'
import { countWords } from '../words/count'
import { useLocale } from '../words/use-locale'
import { PAGE_ITEMS } from './page-params'
import styles from './pager.module.css'

interface PagerProps {
  /** Items on this page, and in total. */
  count: number
  total: number
  page: number
  path: string
}

export function Pager({ count, total, page, path }: PagerProps) {
  useLocale()
  const pages = Math.max(1, Math.ceil(total / PAGE_ITEMS))
  if (pages === 1 && page === 1) return null
  const first = (page - 1) * PAGE_ITEMS + 1
  const to = (other: number) => `${path}${other > 1 ? `?page=${other}` : ''}#items`
  return (
    <nav className={styles.pager} aria-label="Pages">
      {page > 1 ? <Link href={to(Math.min(page - 1, pages))}>Previous</Link> : <span>Previous</span>}
      <p>
        {count > 0
          ? `${countWords(first)} to ${countWords(first + count - 1)} of ${countWords(total)}`
          : 'Nothing on this page'}
      </p>
      {page < pages ? <Link href={to(page + 1)}>Next</Link> : <span>Next</span>}
    </nav>
  )
}
