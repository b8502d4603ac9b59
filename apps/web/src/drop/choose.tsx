'use client'

import type { SaleView } from '@hourglass/core/contract'
import choices from '../buying/choices.module.css'
import { useSaleStatus, useUnits } from '../live/use-live'
import { CHOOSE } from '../words/sale'

/** The page's primary button, while something can be bought: it leads to the items. */
export function Choose({ sale }: { sale: SaleView }) {
  const { available } = useUnits(sale.id, sale.units)
  const status = useSaleStatus(sale.id, sale.status)
  // A waiting room has its own button.
  if (sale.door === 'queue' || status !== 'open' || available === 0) return null
  return (
    <a href="#items" className={choices.first}>
      {CHOOSE}
    </a>
  )
}
