import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { countWords } from '../words/count'
import styles from './still-open.module.css'

/** An hourly sale stays open until its last unit is sold, also after the next has begun. */
export function StillOpen({ sales: open }: { sales: SaleView[] }) {
  const sales = open.filter(({ kind }) => kind === 'hourly')
  if (sales.length === 0) return null
  return (
    <section className={styles.open}>
      <h2>Still open</h2>
      <ul>
        {sales.map((sale) => (
          <li key={sale.id}>
            <Link href={`/sales/${sale.id}`} prefetch={false}>
              {sale.name}
            </Link>
            <span>{countWords(sale.units.available)} left</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
