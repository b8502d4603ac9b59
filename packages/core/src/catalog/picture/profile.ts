/** Height on the picture (y, growing downwards, 0..400) and radius there, both in units of the 400-unit picture. */
export type Knot = readonly [y: number, radius: number]

/** Part of a body: a curve of at least two knots from top to bottom, turned around the axis. */
export interface Part {
  readonly knots: readonly Knot[]
  /** A visible opening, a closed face, or nothing (a dome, or hidden under the next part). */
  readonly top: 'open' | 'face' | 'none'
  /** What it is made of: the body's material with its pattern, the material alone, the second glaze, or lamplight. */
  readonly made: 'body' | 'plain' | 'accent' | 'light'
  /** Handles or rods drawn behind the part: a path and the width of its stroke. */
  readonly behind?: readonly [path: string, width: number]
  /** Straight lines between the knots instead of a smooth curve. */
  readonly straight?: true
}

/** The axis of every body. */
export const AXIS = 200

/** Sine of the camera's tilt: a level circle shows as an ellipse this flat. */
export const TILT = 0.19

/** A cubic Bézier in (y, radius): start, two handles, end. */
export type Curve = readonly [Knot, Knot, Knot, Knot]

type Vector = readonly [dy: number, dr: number]

const minus = (a: Knot, b: Knot): Vector => [a[0] - b[0], a[1] - b[1]]

const unit = ([dy, dr]: Vector): Vector => {
  const length = Math.hypot(dy, dr) || 1
  return [dy / length, dr / length]
}

/** Direction between two chords, the shorter weighing more. */
function between(before: Knot, knot: Knot, after: Knot): Vector {
  const back = minus(knot, before)
  const ahead = minus(after, knot)
  const backLength = Math.hypot(...back) || 1
  const aheadLength = Math.hypot(...ahead) || 1
  const [by, br] = unit(back)
  const [ay, ar] = unit(ahead)
  return unit([by * aheadLength + ay * backLength, br * aheadLength + ar * backLength])
}

const HANDLE_SHARE = 0.4

/** Length of both handles at a knot, equal so that a path's smooth command can leave one out. */
function reach(before: Knot | undefined, knot: Knot, after: Knot | undefined): number {
  const lengths = [before, after].flatMap((other) => (other === undefined ? [] : [Math.hypot(...minus(other, knot))]))
  return Math.min(...lengths) * HANDLE_SHARE
}

/** The direction at the end, for a last chord that bends symmetrically: the direction at its other end, mirrored in the chord. */
function mirrored(chord: Vector, [dy, dr]: Vector): Vector {
  const along = 2 * (chord[0] * dy + chord[1] * dr)
  return [chord[0] * along - dy, chord[1] * along - dr]
}

/** Direction of the curve at knot i; level where it meets the axis at the top. */
function direction(knots: readonly Knot[], i: number): Vector {
  const [far, before, knot, after, beyond] = [knots[i - 2], knots[i - 1], knots[i], knots[i + 1], knots[i + 2]]
  if (knot === undefined) return [1, 0]
  if (before && after) return between(before, knot, after)
  if (after) {
    if (knot[1] === 0) return [0, 1]
    const chord = unit(minus(after, knot))
    return beyond ? mirrored(chord, between(knot, after, beyond)) : chord
  }
  if (!before) return [1, 0]
  const chord = unit(minus(knot, before))
  return far ? mirrored(chord, between(far, before, knot)) : chord
}

/** The part's curve, one cubic between neighbouring knots. */
export function curvesOf({ knots, straight }: Part): Curve[] {
  return knots.slice(1).flatMap((end, i) => {
    const start = knots[i]
    if (start === undefined) return []
    const along = unit(minus(end, start))
    const out = straight ? along : direction(knots, i)
    const into = straight ? along : direction(knots, i + 1)
    const [before, after] = [reach(knots[i - 1], start, end), reach(start, end, knots[i + 2])]
    const first: Knot = [start[0] + out[0] * before, start[1] + out[1] * before]
    const second: Knot = [end[0] - into[0] * after, end[1] - into[1] * after]
    return [[start, first, second, end] as const]
  })
}

/** Straight lines per cubic. */
const STEPS = 8

/** The point of a curve at t, 0 at its start to 1 at its end. */
function pointAt([a, b, c, d]: Curve, t: number): Knot {
  const u = 1 - t
  const at = (i: 0 | 1): number => u ** 3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t ** 3 * d[i]
  return [at(0), at(1)]
}

/** Points along all the curves, top to bottom, close enough for straight lines between them. */
export function samples(curves: readonly Curve[]): Knot[] {
  return curves.flatMap((curve) => Array.from({ length: STEPS + 1 }, (_, step) => pointAt(curve, step / STEPS)))
}

/** The radius at a height, interpolated between samples; the nearest end's beyond the ends. */
export function radiusAt(points: readonly Knot[], y: number): number {
  let before: Knot | undefined
  for (const here of points) {
    if (here[0] >= y) {
      if (before === undefined) return here[1]
      const share = (y - before[0]) / (here[0] - before[0] || 1)
      return before[1] + (here[1] - before[1]) * share
    }
    before = here
  }
  return before?.[1] ?? 0
}
