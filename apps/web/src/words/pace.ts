import { countWords } from './count'

/** The minutes covered by the sentence. */
const LAST = 5

/** A sentence about the units sold in the last minutes. */
export function paceWords(minutes: readonly number[]): string {
  const sold = minutes.slice(-LAST).reduce((sum, units) => sum + units, 0)
  return sold === 0 ? 'None sold in the last 5 minutes' : `${countWords(sold)} sold in the last 5 minutes`
}
