'use client'

import type { PaceView } from '@hourglass/core/contract'
import Link from 'next/link'
import { Picture } from '../item/picture'
import { afterWords } from '../words/time'
import { useLocale } from '../words/use-locale'
import styles from './fastest.module.css'

/** The items that sold fastest. */
export function Fastest({ pace: { fastest }, apiOrigin }: { pace: PaceView; apiOrigin: string }) {
  useLocale()
  if (fastest.length === 0) return null
  return (
    <section className={styles.fastest} aria-labelledby="fastest">
      <h2 id="fastest">What sold fastest</h2>
      <ol>
        {fastest.map(({ item, sold_after_ms }) => (
          <li key={item.id}>
            <Link href={`/items/${item.id}`} prefetch={false}>
              <Picture item={item} apiOrigin={apiOrigin} alt="" lazy />
              {item.name}
            </Link>
            <p>Sold in {afterWords(sold_after_ms)}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
