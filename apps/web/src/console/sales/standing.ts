import type { SaleView } from '@hourglass/core/contract'
import { countWords } from '../../words/count'
import type { Standing } from '../parts/mark'

export const saleStanding: Record<SaleView['status'], Standing> = {
  scheduled: 'waiting',
  open: 'good',
  paused: 'warn',
  sold_out: 'over',
  closed: 'over',
}

export const unitsOf = ({ units }: SaleView): number => units.available + units.held + units.sold

/** "1,204 of 10,000". */
export const soldWords = (sale: SaleView): string => `${countWords(sale.units.sold)} of ${countWords(unitsOf(sale))}`
