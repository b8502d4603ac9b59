'use client'

import type { SaleView } from '@hourglass/core/contract'
import { useSaleStatus, useUnits } from '../live/use-live'

const LEADS: Record<SaleView['status'], string> = {
  scheduled: 'This sale has not begun.',
  open: 'One of each. What is sold is gone.',
  paused: 'This sale is paused. It goes on where it stopped.',
  sold_out: 'Sold out. Every one of them has found somebody.',
  closed: 'This sale is over.',
}

const MERCHANT_OPEN = 'What is sold is gone.'

/** How the sale stands, in a sentence; it says so at once when the last unit has gone, or an operator stops it. */
export function Lead({ sale }: { sale: SaleView }) {
  const { available, held } = useUnits(sale.id, sale.units)
  const told = useSaleStatus(sale.id, sale.status)
  const status = told === 'open' && available + held === 0 ? 'sold_out' : told
  const words = sale.kind === 'merchant' && status === 'open' ? MERCHANT_OPEN : LEADS[status]
  return (
    <p role="status" data-status={status}>
      {words}
    </p>
  )
}
