'use client'

import type { SaleView } from '@hourglass/core/contract'
import { useSaleStatus, useUnits } from '../live/use-live'

const LEADS: Record<SaleView['status'], string> = {
  scheduled: 'This drop hasn’t started.',
  open: 'Open now.',
  paused: 'This drop is paused. It will pick up where it stopped.',
  sold_out: 'Sold out. Every piece found a buyer.',
  closed: 'This drop is over.',
}

const MERCHANT_OPEN = 'While stock lasts.'

/** The sale's status in a sentence, live: it changes when the last unit sells or an operator pauses the sale. */
export function Lead({ sale }: { sale: SaleView }) {
  const { available, held } = useUnits(sale.id, sale.units)
  const liveStatus = useSaleStatus(sale.id, sale.status)
  const status = liveStatus === 'open' && available + held === 0 ? 'sold_out' : liveStatus
  const words = sale.kind === 'merchant' && status === 'open' ? MERCHANT_OPEN : LEADS[status]
  return (
    <p role="status" data-status={status}>
      {words}
    </p>
  )
}
