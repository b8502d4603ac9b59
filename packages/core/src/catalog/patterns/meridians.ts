import { AXIS, TILT } from '../picture/profile.ts'
import { coordinates, meridianPath, short, type Turned } from '../picture/turned.ts'
import { between, pick } from '../random.ts'
import type { PatternMarks } from './pattern.ts'

/** Grooves from top to bottom: a dark line with a lit lip on its right. */
export const fluted: PatternMarks = {
  defs: ({ id }) =>
    `<filter id="${id}k" x="-1" width="3"><feDropShadow dx="2.4" dy="0" stdDeviation=".4" flood-color="#fff" flood-opacity=".9"/></filter>`,
  marks: (turned, { random, id, spare }) => {
    const step = spare ? (turned.curves.length > 4 ? 36 : 26) : pick(random, [18, 20, 22.5])
    let path = ''
    for (let meridian = step / 2 - 90; meridian < 90; meridian += step) path += meridianPath(turned, meridian)
    const width = Math.min(3, Math.max(1.6, turned.radius * 0.036))
    return `<path d="${path}" fill="none" stroke="#000" stroke-opacity=".34" stroke-width="${short(width)}" filter="url(#${id}k)"/>`
  },
}

/** A closed ring between two heights, clipped by the body at its sides. */
function ring(turned: Turned, top: number, bottom: number): string {
  const arc = (y: number, sweep: 0 | 1): string => {
    const radius = turned.radiusAt(y) + 1
    const [from, to] = sweep === 0 ? [-radius, radius] : [radius, -radius]
    const start = `${sweep === 0 ? 'M' : 'L'}${coordinates([AXIS + from, y], 0)}`
    return `${start}A${short(radius, 0)} ${short(radius * TILT)} 0 0 ${sweep} ${coordinates([AXIS + to, y], 0)}`
  }
  return `${arc(top, 0)}${arc(bottom, 1)}Z`
}

/** A slice between two meridians. */
function slice(turned: Turned, from: number, width: number): string {
  return `${meridianPath(turned, from)}H${AXIS}V0${meridianPath(turned, from + width)}H${AXIS}V0`
}

/** Rings and slices laid over each other; the even-odd rule leaves every second square. */
export const chequered: PatternMarks = {
  marks: (turned, { random, accent, spare }) => {
    const height = turned.bottom - turned.top
    const width = spare ? 30 : 22.5
    const rows = Math.max(2, 2 * Math.round(height / (spare ? 70 : between(random, 52, 66))))
    let path = ''
    for (let row = 0; row < rows; row += 2)
      path += ring(turned, turned.top + (height * row) / rows, turned.top + (height * (row + 1)) / rows)
    for (let from = -90; from < 90; from += 2 * width) path += slice(turned, from, width)
    return `<path d="${path}" fill="${accent}" fill-rule="evenodd"/>`
  },
}
