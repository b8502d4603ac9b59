import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { EndsIn } from '../time/ends-in'
import { countWords } from '../words/count'
import { notSellingWords } from '../words/sale'
import styles from './merchant-sales.module.css'

/** Merchants' sales that are on beside this one. */
export function MerchantSales({ sales: open, serverTime }: { sales: SaleView[]; serverTime: string }) {
  const sales = open.filter(({ kind }) => kind === 'merchant')
  if (sales.length === 0) return null
  return (
    <section className={styles.sales}>
      <h2>Also on</h2>
      <ul>
        {sales.map((sale) => (
          <li key={sale.id} data-sale={sale.id}>
            <Link href={`/sales/${sale.id}`} prefetch={false}>
              {sale.name}
            </Link>
            <p>{notSellingWords[sale.status] ?? `${countWords(sale.units.available)} left`}</p>
            {sale.ends_at ? <EndsIn until={sale.ends_at} serverTime={serverTime} /> : <p>Until it is sold out</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}
