'use client'

import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { countWords } from '../words/count'
import { useLocale } from '../words/use-locale'
import styles from './still-open.module.css'

/** Sales shown; the rest is collapsed. */
const SHOWN = 3

/** Links to earlier hourly sales that are still open: they run until their last unit sells. */
export function StillOpen({ sales: open }: { sales: SaleView[] }) {
  useLocale()
  const sales = open.filter(({ kind }) => kind === 'hourly')
  const more = sales.slice(SHOWN)
  if (sales.length === 0) return null
  const list = (some: SaleView[]) => (
    <ul>
      {some.map((sale) => (
        <li key={sale.id}>
          <Link href={`/sales/${sale.id}`} prefetch={false}>
            {sale.name}
          </Link>{' '}
          <span>{countWords(sale.units.available)} left</span>
        </li>
      ))}
    </ul>
  )
  return (
    <section className={styles.open} aria-labelledby="still-open">
      <h2 id="still-open">Also open</h2>
      {list(sales.slice(0, SHOWN))}
      {more.length > 0 && (
        <details>
          <summary>{more.length} more</summary>
          {list(more)}
        </details>
      )}
    </section>
  )
}
