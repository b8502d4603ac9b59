import Link from 'next/link'
import { type Drop, PAGE_ITEMS } from '../data/read-drop'
import { countWords } from '../words/count'
import styles from './pager.module.css'
import { searchOf } from './place'

interface PagerProps extends Pick<Drop, 'items' | 'total' | 'place'> {
  path: string
}

export function Pager({ items, total, place, path }: PagerProps) {
  const pages = Math.max(1, Math.ceil(total / PAGE_ITEMS))
  const first = (place.page - 1) * PAGE_ITEMS + 1
  const to = (page: number) => `${path}${searchOf({ ...place, page })}#items`
  const anywhere = 1 + Math.floor(Math.random() * pages)
  return (
    <nav className={styles.pager} aria-label="Pages">
      {place.page > 1 ? <Link href={to(Math.min(place.page - 1, pages))}>Back</Link> : <span>Back</span>}
      <p>
        {items.length > 0
          ? `${countWords(first)} to ${countWords(first + items.length - 1)} of ${countWords(total)}`
          : 'Nothing on this page'}
      </p>
      {pages > 1 && (
        <Link href={to(anywhere)} prefetch={false}>
          Anywhere
        </Link>
      )}
      {place.page < pages ? <Link href={to(place.page + 1)}>Onward</Link> : <span>Onward</span>}
    </nav>
  )
}
