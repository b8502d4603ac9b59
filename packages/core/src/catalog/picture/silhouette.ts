import { AXIS, type Knot, TILT } from './profile.ts'
import { coordinates, type Point, short, smooth, type Turned } from './turned.ts'

/** Steepest flare whose edge can be drawn; beyond it the whole circle is visible. */
const SINE_MAX = 0.9

/**
 * Sine of the meridian at which a surface of revolution turns out of sight: with slope s = dr/dy it is where
 * the projected family of circles has its envelope, -TILT · s.
 */
function edgeSine(from: Knot, to: Knot): number {
  const slope = (to[1] - from[1]) / (to[0] - from[0] || 1e-6)
  return Math.min(SINE_MAX, Math.max(-SINE_MAX, -TILT * slope))
}

const edge = ([y, radius]: Knot, sine: number): Point => [radius * Math.sqrt(1 - sine * sine), y + TILT * radius * sine]

/** The outline as a closed path: left edge down, front of the foot, right edge up, back of the rim. */
export function silhouette({ curves, straight, radius, top, bottom }: Turned, decimals: 0 | 1): string {
  const right: Point[] = []
  let topSine = 0
  let footSine = 0
  for (const [i, [a, b, c, d]] of curves.entries()) {
    const into = a[1] === 0 ? 0 : edgeSine(a, b)
    const out = d[1] === 0 ? 0 : edgeSine(c, d)
    if (i === 0) {
      topSine = into
      right.push(edge(a, into))
    }
    right.push(edge(b, into), edge(c, out), edge(d, out))
    footSine = out
  }
  const topKnot: Knot = curves[0]?.[0] ?? [top, radius]
  const footKnot: Knot = curves.at(-1)?.[3] ?? [bottom, radius]
  const left = right.map(([x, y]): Point => [AXIS - x, y])
  const back = right.map(([x, y]): Point => [AXIS + x, y]).reverse()
  const arc = (knot: Knot, large: boolean, [x, y]: Point): string =>
    knot[1] < 1
      ? `L${coordinates([x, y], decimals)}`
      : `A${short(knot[1], decimals)} ${short(knot[1] * TILT)} 0 ${large ? 1 : 0} 0 ${coordinates([x, y], decimals)}`
  const [start = [AXIS, top] as const] = left
  const [foot = [AXIS, bottom] as const] = back
  const side = (points: readonly Point[]): string =>
    straight ? `L${coordinates(points.at(-1) ?? [], decimals)}` : smooth(points, decimals)
  return `M${coordinates(start, decimals)}${side(left)}${arc(footKnot, footSine < 0, foot)}${side(back)}${arc(topKnot, topSine > 0, start)}Z`
}
