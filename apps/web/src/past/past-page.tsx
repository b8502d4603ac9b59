import type { SalesView } from '@hourglass/core/contract'
import Link from 'next/link'
import styles from './past.module.css'
import { PastSale } from './past-sale'

/** Sales that have begun, each with its field as it is now. `first`: there are none newer. */
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
