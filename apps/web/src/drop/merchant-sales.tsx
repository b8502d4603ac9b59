'use client'

import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { EndsIn } from '../time/ends-in'
import { countWords } from '../words/count'
import { notSellingWords } from '../words/sale'
import { useLocale } from '../words/use-locale'
import styles from './merchant-sales.module.css'

/** Sales shown; the rest is collapsed. */
const SHOWN = 8

/** Other open merchant sales. */
export function MerchantSales({ sales: open, serverTime }: { sales: SaleView[]; serverTime: string }) {
  const sales = open.filter(({ kind }) => kind === 'merchant')
  const more = sales.slice(SHOWN)
  if (sales.length === 0) return null
  const list = (some: SaleView[]) => (
    <ul>
      {some.map((sale) => (
        <MerchantSale key={sale.id} sale={sale} serverTime={serverTime} />
      ))}
    </ul>
  )
  return (
    <section className={styles.sales}>
      <h2>Also on sale</h2>
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

/** A merchant sale: name, units left, end. */
function MerchantSale({ sale, serverTime }: { sale: SaleView; serverTime: string }) {
  useLocale()
  return (
    <li data-sale={sale.id}>
      <Link href={`/sales/${sale.id}`} prefetch={false}>
        {sale.name}
      </Link>
      <p>{notSellingWords[sale.status] ?? `${countWords(sale.units.available)} left`}</p>
      {sale.ends_at ? <EndsIn until={sale.ends_at} serverTime={serverTime} /> : <p>Until sold out</p>}
    </li>
  )
}
