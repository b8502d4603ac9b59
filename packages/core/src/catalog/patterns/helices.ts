import { coordinates, type Point, project, short, type Turned } from '../picture/turned.ts'
import { between, pick } from '../random.ts'
import type { PatternMarks } from './pattern.ts'

const STEP_DEGREES = 45

/** One visible half-turn of a helix that starts at `y` on the left edge and drops `rise` on its way to the right edge. */
function helix(turned: Turned, y: number, rise: number): string {
  const points: Point[] = []
  for (let meridian = -90; meridian <= 90; meridian += STEP_DEGREES) {
    const height = y + (rise * (meridian + 90)) / 180
    points.push(project([height, turned.radiusAt(height)], meridian))
  }
  const [first = [0, 0], ...rest] = points
  let [x, y0] = first.map(Math.round) as [number, number]
  let path = `M${coordinates([x, y0], 0)}q`
  for (const [i, point] of rest.slice(0, -1).entries()) {
    const next = rest[i + 1] ?? point
    const end = i === rest.length - 2 ? next : [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2]
    const [ex = x, ey = y0] = end.map(Math.round)
    const text = coordinates([point[0] - x, point[1] - y0, ex - x, ey - y0], 0)
    path += i > 0 && !text.startsWith('-') ? ` ${text}` : text
    ;[x, y0] = [ex, ey]
  }
  return path
}

function helices(turned: Turned, pitch: number, rise: number): string {
  let path = ''
  for (let y = turned.top - Math.max(0, rise) + pitch / 2; y < turned.bottom - Math.min(0, rise); y += pitch)
    path += helix(turned, y, rise)
  return path
}

/** A ribbon of the second glaze wound around the body. */
export const spiralled: PatternMarks = {
  marks: (turned, { random, accent }) => {
    const pitch = between(random, 38, 50)
    const path = helices(turned, pitch, pitch * pick(random, [-1, 1]))
    return `<path d="${path}" fill="none" stroke="${accent}" stroke-width="${short(pitch * 0.38)}" stroke-linecap="square"/>`
  },
}

/** Two fine ribbons that cross. */
export const latticed: PatternMarks = {
  marks: (turned, { random, accent, spare }) => {
    const pitch = spare ? 52 : between(random, 38, 44)
    const path = helices(turned, pitch, pitch * 2) + helices(turned, pitch, -pitch * 2)
    return `<path d="${path}" fill="none" stroke="${accent}" stroke-width="3.4"/>`
  },
}
