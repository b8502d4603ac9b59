import { drawItemPicture, type Source } from '@hourglass/core/catalog'
import { distanceOf, fingerprintOf } from './fingerprint.ts'

/** Items i and j are neighbours when |i - j| < NEIGHBOURS. */
export const NEIGHBOURS = 100

/** Pictures closer than this look alike at 64 pixels, judged by eye on sheets of pairs sorted by distance. */
export const NEAR_TWINS = 5

export interface Pair {
  readonly distance: number
  readonly one: number
  readonly other: number
}

/** The distances of all pairs of neighbours among the first items of a sale, closest first. */
export async function neighboursOf(source: Source, items: number): Promise<Pair[]> {
  const prints = await Promise.all(
    Array.from({ length: items }, (_, index) => fingerprintOf(drawItemPicture(source, index))),
  )
  return prints
    .flatMap((print, one) =>
      prints
        .slice(one + 1, one + NEIGHBOURS)
        .map((next, i) => ({ distance: distanceOf(print, next), one, other: one + 1 + i })),
    )
    .sort((a, b) => a.distance - b.distance)
}

/** For each item, the distance of the neighbour that is most like it, closest first. */
export function nearestOf(pairs: readonly Pair[]): number[] {
  const nearest = new Map<number, number>()
  for (const { distance, one, other } of pairs)
    for (const item of [one, other]) if (!nearest.has(item)) nearest.set(item, distance)
  return [...nearest.values()]
}
