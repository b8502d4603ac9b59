import { AXIS, type Curve, curvesOf, type Knot, type Part, radiusAt, samples, TILT } from './profile.ts'

/** A part with precomputed data from its curve. */
export interface Turned {
  readonly part: Part
  readonly curves: readonly Curve[]
  readonly top: number
  readonly bottom: number
  /** Largest radius anywhere on the part. */
  readonly radius: number
  readonly radiusAt: (y: number) => number
  /** A single straight run from top to bottom. */
  readonly straight: boolean
}

export type Point = readonly [x: number, y: number]

/** Rounded half away from zero, so that mirrored outlines stay mirrored. */
function rounded(value: number, decimals: 0 | 1): number {
  const scale = decimals === 0 ? 1 : 10
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale || 0
}

/** At most one decimal, no leading zero: short enough for a 4 kB picture. */
export function short(value: number, decimals: 0 | 1 = 1): string {
  const text = String(rounded(value, decimals))
  if (text.startsWith('0.')) return text.slice(1)
  return text.startsWith('-0.') ? `-${text.slice(2)}` : text
}

/** An opacity, two decimals at most, no leading zero. */
export const fraction = (value: number): string => String(Math.round(value * 100) / 100).replace(/^0\./, '.')

/** Coordinates of a path command. A minus sign also serves as the separator. */
export function coordinates(values: readonly number[], decimals: 0 | 1 = 1): string {
  return values
    .map((value) => short(value, decimals))
    .join(' ')
    .replaceAll(' -', '-')
}

export function turn(part: Part): Turned {
  const curves = curvesOf(part)
  const points = samples(curves)
  const first = part.knots[0] ?? [0, 0]
  const last = part.knots.at(-1) ?? first
  return {
    part,
    curves,
    straight: part.knots.length === 2 && first[1] > 0,
    top: first[0],
    bottom: last[0],
    radius: Math.max(...points.map(([, radius]) => radius)),
    radiusAt: (y) => radiusAt(points, y),
  }
}

const RADIANS = Math.PI / 180

/** Projects a point of the surface: meridian in degrees, 0 in front, 90 at the right edge. */
export function project([y, radius]: Knot, meridian: number): Point {
  const angle = meridian * RADIANS
  return [AXIS + radius * Math.sin(angle), y + TILT * radius * Math.cos(angle)]
}

/** A smooth run of cubics as relative commands, from points start, handle, handle, end, handle, handle, end, … */
export function smooth(points: readonly Point[], decimals: 0 | 1): string {
  const round = ([x, y]: Point): Point => [AXIS + rounded(x - AXIS, decimals), rounded(y, decimals)]
  let [x, y] = round(points[0] ?? [0, 0])
  let path = ''
  for (let i = 1; i + 2 < points.length; i += 3) {
    const kept = points.slice(i === 1 ? i : i + 1, i + 3)
    const end = round(kept.at(-1) ?? [x, y])
    const text = coordinates(
      kept.flatMap(([px, py]) => [px - x, py - y]),
      decimals,
    )
    path += (i === 1 ? 'c' : i === 4 ? 's' : text.startsWith('-') ? '' : ' ') + text
    ;[x, y] = end
  }
  return path
}

/** A meridian from top to bottom as a path. */
export function meridianPath({ curves, straight }: Turned, meridian: number, decimals: 0 | 1 = 0): string {
  const start = curves[0]?.[0]
  const end = curves.at(-1)?.[3]
  if (start === undefined || end === undefined) return ''
  const from = project(start, meridian)
  const to = project(end, meridian)
  if (straight) return `M${coordinates(from, decimals)}L${coordinates(to, decimals)}`
  const rest = curves.flatMap(([, ...knots]) => knots.map((knot) => project(knot, meridian)))
  return `M${coordinates(from, decimals)}${smooth([from, ...rest], decimals)}`
}

/** The front half of the level circle at a height, from the left edge to the right. */
export function hoop(turned: Turned, y: number): string {
  const radius = turned.radiusAt(y)
  const rx = short(radius)
  return `M${coordinates([AXIS - radius, y])}a${rx} ${short(radius * TILT)} 0 0 0 ${short(radius * 2)} 0`
}
