import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { FieldPicture } from '../field/field-picture'
import { countWords } from '../words/count'
import { statusWords } from '../words/sale'
import { utcWords } from '../words/time'

/** One sale in a line: its field, what it was called, when it began, how it went, and its proof. */
export function PastSale({ sale }: { sale: SaleView }) {
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
        <time dateTime={sale.starts_at}>{utcWords(sale.starts_at)}</time>
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
