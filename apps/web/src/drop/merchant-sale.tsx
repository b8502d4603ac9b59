import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { EndsIn } from '../time/ends-in'
import { countWords } from '../words/count'
import { notSellingWords } from '../words/sale'

/** A merchant's sale in three lines: its name, what is left, until when. */
export function MerchantSale({ sale, serverTime }: { sale: SaleView; serverTime: string }) {
  return (
    <li data-sale={sale.id}>
      <Link href={`/sales/${sale.id}`} prefetch={false}>
        {sale.name}
      </Link>
      <p>{notSellingWords[sale.status] ?? `${countWords(sale.units.available)} left`}</p>
      {sale.ends_at ? <EndsIn until={sale.ends_at} serverTime={serverTime} /> : <p>Until it is sold out</p>}
    </li>
  )
}
