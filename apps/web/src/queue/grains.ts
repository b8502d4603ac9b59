/** The geometry of an hourglass of grains, each of which stands for a part of the people in the queue. */

/** Rows of a bulb, at least and at most. The row at the neck has one grain, the next two, and so on. */
const ROWS_MIN = 8
const ROWS_MAX = 30
/** Grains in the largest bulb. */
export const GRAINS_MAX = (ROWS_MAX * (ROWS_MAX + 1)) / 2

/** A grain's place, in grain widths from the neck: x to the right, y downwards. */
export interface Spot {
  x: number
  y: number
}

/** An hourglass of a size, in grain widths. */
export interface Glass {
  width: number
  height: number
  /** The two bulbs, which meet in the neck. */
  outline: readonly Spot[]
  /** The upper bulb from the neck upwards: in this order the grains leave it. */
  above: readonly Spot[]
  /** The lower bulb from its floor upwards: in this order the grains fill it. */
  below: readonly Spot[]
}

/** Height of a row of grains that lie in the hollows of the next. */
const ROW_HEIGHT = Math.sqrt(3) / 2
/** Between the neck and the first grain of each bulb. */
const NECK = 0.9
/** Between the grains and the glass, on both sides together. */
const MARGIN = 4
/** Half the width of the neck. */
const NECK_WIDTH = 0.9

/** Places of a row, from the middle outwards. */
const rowOf = (row: number): number[] =>
  Array.from({ length: row + 1 }, (_, i) => i - row / 2).sort((a, b) => Math.abs(a) - Math.abs(b) || a - b)

/** The smallest hourglass whose bulbs hold so many grains. */
export function glassFor(grains: number): Glass {
  const wanted = Math.ceil((Math.sqrt(8 * grains + 1) - 1) / 2)
  const rows = Math.min(ROWS_MAX, Math.max(ROWS_MIN, wanted))
  const width = rows + MARGIN
  const height = 2 * (rows * ROW_HEIGHT + NECK) + 1
  const numbers = Array.from({ length: rows }, (_, row) => row)
  const spots = (row: number, side: 1 | -1) => rowOf(row).map((x) => ({ x, y: side * (NECK + row * ROW_HEIGHT) }))
  return {
    width,
    height,
    outline: [
      { x: -width / 2, y: -height / 2 },
      { x: width / 2, y: -height / 2 },
      { x: NECK_WIDTH, y: 0 },
      { x: width / 2, y: height / 2 },
      { x: -width / 2, y: height / 2 },
      { x: -NECK_WIDTH, y: 0 },
    ],
    above: numbers.flatMap((row) => spots(row, -1)),
    below: numbers.toReversed().flatMap((row) => spots(row, 1)),
  }
}

/** Grains above and below, and the shopper's among those above; null: not above. */
export interface Grains {
  above: number
  below: number
  own: number | null
}

/** How the people in a queue become grains. `ahead`: of the shopper; null: no place, or it is not drawn. */
export function grainsOf({
  joined,
  admitted,
  ahead,
}: {
  joined: number
  admitted: number
  ahead: number | null
}): Grains {
  // Up to a bulb full of people, each is one grain.
  const perGrain = Math.max(1, joined / GRAINS_MAX)
  const below = Math.floor(admitted / perGrain)
  const above = Math.max(0, Math.ceil(joined / perGrain) - below)
  const own = ahead === null || above === 0 ? null : Math.min(above - 1, Math.floor(ahead / perGrain))
  return { above, below, own }
}
