import { GOLD } from '../colouring.ts'
import { AXIS, TILT } from '../picture/profile.ts'
import { coordinates, hoop, short } from '../picture/turned.ts'
import { between } from '../random.ts'
import type { PatternMarks } from './pattern.ts'

/** Rings of two widths in the second glaze. */
export const banded: PatternMarks = {
  marks: (turned, { random, accent }) => {
    const height = turned.bottom - turned.top
    const count = Math.max(2, Math.round(height / between(random, 38, 54)))
    const wide = (height / count) * between(random, 0.3, 0.46)
    let broad = ''
    let fine = ''
    for (let ring = 0; ring < count; ring++) {
      const y = turned.top + (height * (ring + 0.5)) / count
      broad += hoop(turned, y)
      fine += hoop(turned, y + wide * 0.5 + 4)
    }
    const stroke = (path: string, width: number) =>
      `<path d="${path}" fill="none" stroke="${accent}" stroke-width="${short(width)}"/>`
    return stroke(broad, wide) + stroke(fine, 1.8)
  },
}

/** The foot of the part in the second glaze, up to a line that runs a little. */
export const dipped: PatternMarks = {
  marks: (turned, { random, accent }) => {
    const height = turned.bottom - turned.top
    const y = turned.top + height * between(random, 0.46, 0.64)
    const radius = turned.radiusAt(y) + 2
    const sag = radius * TILT * 1.33
    const lean = between(random, -9, 9)
    const [left, right] = [y - lean, y + lean]
    const edge = `M${coordinates([AXIS - radius, left])}C${coordinates([AXIS - radius * 0.6, left + sag, AXIS + radius * 0.5, right + sag, AXIS + radius, right])}`
    const below = `H400V400H0V${short(left)}Z`
    return `<path d="${edge}${below}" fill="${accent}"/><path d="${edge}" fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="1.4"/>`
  },
}

/** Gold leaf: a broad ring between two hairlines, and gold at the lip. */
export const gilded: PatternMarks = {
  marks: (turned, { random }) => {
    const height = turned.bottom - turned.top
    const y = turned.top + height * between(random, 0.36, 0.5)
    const wide = Math.min(26, height * 0.14)
    const ring = (at: number, width: number) => `<path d="${hoop(turned, at)}" stroke-width="${short(width)}"/>`
    return `<g fill="none" stroke="${GOLD}">${ring(y, wide)}${ring(y - wide, 2)}${ring(y + wide, 2)}${ring(turned.top + 2, 9)}${ring(turned.bottom - 3, 8)}</g>`
  },
}
