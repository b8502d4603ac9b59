import type { Sort } from '../catalogue/query'
import { countWords } from './count.ts'

export const sortWords: Record<Sort, string> = {
  field: 'Default order',
  rarest: 'Rarest first',
  cheapest: 'Price: low to high',
  dearest: 'Price: high to low',
  name: 'Name: A to Z',
}

/** The number of results. */
export function foundWords(found: number, of: number): string {
  if (found === of) return `All ${countWords(of)}`
  if (found === 0) return 'No matches'
  return `${countWords(found)} of ${countWords(of)}`
}
