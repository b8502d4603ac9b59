/** The geometry of an hourglass of grains, each of which stands for a part of the people in the queue. */

/** Rows of a bulb. The row at the neck has one grain, the next two, and so on. */
const ROWS = 30
/** Grains in a full bulb. */
export const GRAINS_MAX = (ROWS * (ROWS + 1)) / 2

/** A grain's place, in grain widths from the neck: x to the right, y downwards. */
export interface Spot {
  x: number
  y: number
}

/** Height of a row of grains that lie in the hollows of the next. */
const ROW_HEIGHT = Math.sqrt(3) / 2
/** Between the neck and the first grain of each bulb. */
const NECK = 0.9

/** Width and height of the whole hourglass, in grain widths. */
export const EXTENT = { width: ROWS + 1, height: 2 * (ROWS * ROW_HEIGHT + NECK) + 1 }

/** Spots of a row, from the middle outwards. */
function rowSpots(row: number): number[] {
  return Array.from({ length: row + 1 }, (_, i) => i - row / 2).sort((a, b) => Math.abs(a) - Math.abs(b) || a - b)
}

/** The upper bulb from the neck upwards: in this order the grains leave it. */
export const ABOVE: readonly Spot[] = Array.from({ length: ROWS }, (_, row) =>
  rowSpots(row).map((x) => ({ x, y: -(NECK + row * ROW_HEIGHT) })),
).flat()

/** The lower bulb from its floor upwards: in this order the grains fill it. */
export const BELOW: readonly Spot[] = Array.from({ length: ROWS }, (_, i) => ROWS - 1 - i).flatMap((row) =>
  rowSpots(row).map((x) => ({ x, y: NECK + row * ROW_HEIGHT })),
)

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
  return { above, below: Math.min(below, GRAINS_MAX), own }
}
