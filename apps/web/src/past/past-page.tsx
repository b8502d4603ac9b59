'use client'

import type { SalesView, SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { FieldPicture } from '../field/field-picture'
import { countWords } from '../words/count'
import { statusWords } from '../words/sale'
import { pageMomentWords } from '../words/time'
import { useLocale } from '../words/use-locale'
import styles from './past.module.css'

/** Sales that have started, each with its current field. `first`: the first page. */
export function PastPage({ past: { sales, next_cursor }, first }: { past: SalesView; first: boolean }) {
  return (
    <main className={styles.past} id="items">
      <h1>All drops</h1>
      {sales.length === 0 && <p>No drops yet.</p>}
      <ol>
        {sales.map((sale) => (
          <PastSale key={sale.id} sale={sale} />
        ))}
      </ol>
      <nav aria-label="Pages">
        {!first && <Link href="/sales">Newest</Link>}
        {next_cursor !== null && <Link href={`/sales?before=${next_cursor}`}>Older</Link>}
      </nav>
    </main>
  )
}

/** One sale: field, name, start, status and a link to its proof. */
function PastSale({ sale }: { sale: SaleView }) {
  useLocale()
  const { units } = sale
  const total = units.available + units.held + units.sold
  return (
    <li data-sale={sale.id}>
      {sale.kind === 'hourly' ? <FieldPicture sale={sale} small /> : <span />}
      <div>
        <h2>
          <Link href={`/sales/${sale.id}`} prefetch={false}>
            {sale.name}
          </Link>
        </h2>
        <time dateTime={sale.starts_at}>{pageMomentWords(sale.starts_at)}</time>
      </div>
      <p>
        {statusWords[sale.status]}. {countWords(units.sold)} of {countWords(total)} sold.
      </p>
      <Link href={`/sales/${sale.id}/proof`} prefetch={false}>
        Proof<span className="unseen"> for {sale.name}</span>
      </Link>
    </li>
  )
}
