import Link from 'next/link'
import type { Place } from '../data/read-drop'
import { searchOf } from './place'
import styles from './shelf-head.module.css'

/** Which of the items are shown. */
export function ShelfHead({ place, path }: { place: Place; path: string }) {
  const choice = (show: Place['show'], words: string) => (
    <Link
      href={`${path}${searchOf({ page: 1, show })}#items`}
      aria-current={place.show === show ? 'true' : undefined}
      prefetch={false}
    >
      {words}
    </Link>
  )
  return (
    <div className={styles.head} id="items">
      <h2>The shelf</h2>
      <nav aria-label="Which items">
        {choice('all', 'All')}
        {choice('available', 'Still here')}
      </nav>
    </div>
  )
}
