import type { FieldReading } from '../data/read-field'
import { drawGrains } from '../field/svg'
import { countWords } from '../words/count'
import { dataUrl, poster } from './poster'

/** A sale as it is shared: its field as it is now, and how much of it is left. */
export function salePoster({ sale, states }: FieldReading) {
  const left = sale.units.available + sale.units.held
  const words = left > 0 ? `${countWords(left)} are left` : 'Sold out'
  return poster({ picture: dataUrl('image/svg+xml', Buffer.from(drawGrains(sale, states))), title: sale.name, words })
}
