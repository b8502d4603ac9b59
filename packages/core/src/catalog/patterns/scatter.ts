import { coordinates, project, short } from '../picture/turned.ts'
import { between } from '../random.ts'
import type { PatternMarks } from './pattern.ts'

/** Speckles per unit of height, for a part of average girth. */
const SPECKLES_PER_UNIT = 0.3

/** Drops of the second glaze in three sizes, evenly over the visible half. */
export const speckled: PatternMarks = {
  marks: (turned, { random, accent, spare }) => {
    const height = turned.bottom - turned.top
    const sizes = [between(random, 7, 10), between(random, 4, 5.5), 2.6]
    const share = Math.sqrt(turned.radius / 70)
    return sizes
      .map((size, i) => {
        const count = Math.round(height * (spare ? 0.2 : SPECKLES_PER_UNIT) * share * ([0.16, 0.32, 0.4][i] ?? 0))
        let path = ''
        for (let drop = 0; drop < count; drop++) {
          const y = turned.top + height * ((drop + random()) / count)
          const meridian = (Math.asin(random() * 2 - 1) * 180) / Math.PI
          path += `M${coordinates(project([y, turned.radiusAt(y)], meridian), 0)}h0`
        }
        return `<path d="${path}" stroke="${accent}" stroke-width="${short(size)}" stroke-linecap="round"/>`
      })
      .join('')
  },
}

/** Veins where fractal noise (Perlin 1985, as feTurbulence has it) crosses its middle. */
export const marbled: PatternMarks = {
  defs: ({ random, id }) =>
    `<filter id="${id}k"><feTurbulence type="fractalNoise" baseFrequency=".009 .014" numOctaves="4" seed="${Math.floor(random() * 999)}"/><feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0"/><feComponentTransfer result="v"><feFuncA type="table" tableValues="0 0 0 0 0 0 0 0 .2 1 .3 0 0 0 .7 0 0 0 0 0 0 0"/></feComponentTransfer><feComposite in="SourceGraphic" in2="v" operator="in"/></filter>`,
  marks: (turned, { accent, id }) =>
    `<rect x="60" y="${short(turned.top - 30, 0)}" width="280" height="${short(turned.bottom - turned.top + 70, 0)}" fill="${accent}" filter="url(#${id}k)"/>`,
}
