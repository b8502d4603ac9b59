import { countWords } from './count.ts'

/** Numbers of units left that are announced. */
const MILESTONES = [5_000, 1_000, 100, 10, 0]

/** The last milestone passed; null before the first. */
export function milestoneOf(left: number, total: number): number | null {
  const passed = MILESTONES.filter((milestone) => milestone < total && left <= milestone)
  return passed.at(-1) ?? null
}

export const milestoneWords = (milestone: number | null): string =>
  milestone === 0 ? 'The last one just sold.' : milestone === null ? '' : `${countWords(milestone)} or fewer left.`
