import { countWords } from './count.ts'

/** The minutes covered by the sentence. */
const LAST = 5

/** A sentence about the units sold in the last minutes. */
export function paceWords(minutes: readonly number[]): string {
  const sold = minutes.slice(-LAST).reduce((sum, units) => sum + units, 0)
  return sold === 0 ? 'None sold in the last 5 minutes' : `${countWords(sold)} sold in the last 5 minutes`
}

/** Before the name of the item that sold last. */
export const JUST_SOLD = 'Just sold:'

/** "128 watching": open pages, which may be fewer people. */
export const watchingWords = (readers: number): string => `${countWords(readers)} watching`
