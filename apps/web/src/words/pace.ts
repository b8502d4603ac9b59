import { countWords } from './count'

/** The minutes that the sentence is about. */
const LAST = 5

/** Units sold in each of the last minutes, in a sentence. */
export function paceWords(minutes: readonly number[]): string {
  const sold = minutes.slice(-LAST).reduce((sum, units) => sum + units, 0)
  return sold === 0 ? 'None sold in the last 5 minutes' : `${countWords(sold)} sold in the last 5 minutes`
}
