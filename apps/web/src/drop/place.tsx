'use client'

import type { SaleView } from '@hourglass/core/contract'
import { placeWords } from '../words/sale'
import { useLocale } from '../words/use-locale'

/** The one line that explains the place. */
export function Place({ sale }: { sale: Pick<SaleView, 'items_count' | 'buyer_limit' | 'play_money'> }) {
  useLocale()
  return <p>{placeWords(sale)}</p>
}
