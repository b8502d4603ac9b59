import type { Sort } from '../catalogue/query'
import { countWords } from './count'

export const sortWords: Record<Sort, string> = {
  field: 'As in the field',
  rarest: 'Rarest first',
  cheapest: 'Cheapest first',
  dearest: 'Dearest first',
  name: 'By name',
}

/** How many of a sale's things are found. */
export function foundWords(found: number, of: number): string {
  if (found === of) return `All ${countWords(of)}`
  if (found === 0) return 'None of them is like that.'
  return `${countWords(found)} of ${countWords(of)}`
}
