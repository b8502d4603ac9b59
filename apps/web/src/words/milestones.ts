import { countWords } from './count'

/** Units left, from which on there is something to say. */
const MILESTONES = [5_000, 1_000, 100, 10, 0]

/** The last milestone that was passed; null before the first. */
export function milestoneOf(left: number, total: number): number | null {
  const passed = MILESTONES.filter((milestone) => milestone < total && left <= milestone)
  return passed.at(-1) ?? null
}

export const milestoneWords = (milestone: number | null): string =>
  milestone === 0 ? 'The last one just sold.' : milestone === null ? '' : `${countWords(milestone)} or fewer left.`
