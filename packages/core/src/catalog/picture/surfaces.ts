import { lighten, mix } from '../colour.ts'
import type { Scheme } from '../colouring.ts'
import type { Surface } from '../materials.ts'
import type { Paint } from '../patterns/pattern.ts'
import { AXIS, TILT } from './profile.ts'
import { coordinates, hoop, meridianPath, short, type Turned } from './turned.ts'

interface Skin {
  /** Definitions that the marks refer to, once a picture. */
  readonly defs?: (id: string) => string
  /** What is drawn on one part, already clipped to it, under the pattern (`under`) or over it. */
  readonly marks?: (turned: Turned, paint: Paint, scheme: Scheme, box: string) => string
  readonly over?: true
}

/** Everything of a part that is right of a meridian. */
const rightOf = (turned: Turned, meridian: number): string =>
  `${meridianPath(turned, meridian)}H420V${short(turned.top - 30, 0)}Z`

/** A level line at a share of the part's height. */
const level = (turned: Turned, share: number): string => hoop(turned, turned.top + (turned.bottom - turned.top) * share)

export const SKINS: Readonly<Record<Surface, Skin>> = {
  /** Hewn: each plane darker than the one before. */
  facets: {
    over: true,
    marks: (turned, { spare }, { shadow }) =>
      `<g fill="${shadow}" opacity=".46">${[-38, 4, 44]
        .slice(spare ? 1 : 0)
        .map((meridian) => `<path d="${rightOf(turned, meridian)}"/>`)
        .join('')}</g>`,
  },
  /** Woollen: a rough outline and two rows of stitches. */
  fuzz: {
    over: true,
    defs: (id) =>
      `<filter id="${id}f"><feTurbulence baseFrequency=".4"/><feDisplacementMap in="SourceGraphic" scale="6"/></filter>`,
    marks: (turned, _, { body }) =>
      `<path d="${level(turned, 0.14)}${level(turned, 0.84)}" fill="none" stroke="${lighten(body, 0.34)}" stroke-width="5" stroke-dasharray="11 8"/>`,
  },
  /** A line of the second glaze along the lip, and a bare foot ring. */
  lip: {
    over: true,
    marks: (turned, _, { accent }) =>
      `<path d="${hoop(turned, turned.top + 3)}${level(turned, 0.93)}" fill="none" stroke="${accent}" stroke-width="6"/>`,
  },
  /** Glazed down to a line above the foot, bare clay below. */
  'raw foot': {
    over: true,
    marks: (turned, { random }) => {
      const y = turned.top + (turned.bottom - turned.top) * 0.79
      const radius = turned.radiusAt(y) + 2
      const lean = random() * 10 - 5
      const sag = radius * TILT * 1.33
      const edge = `M${coordinates([AXIS - radius, y - lean], 0)}C${coordinates([AXIS - radius * 0.5, y + sag + lean, AXIS + radius * 0.5, y + sag - lean, AXIS + radius, y + lean], 0)}`
      return `<path d="${edge}H400V400H0V${short(y, 0)}Z" fill="#c9ad88" stroke="#5b4534" stroke-width="2.5"/>`
    },
  },
  /** Rings of the fingers that threw it. */
  rings: {
    defs: (id) =>
      `<radialGradient id="${id}r" gradientUnits="userSpaceOnUse" cx="${AXIS}" cy="-60" r="15" spreadMethod="repeat"><stop offset=".2" stop-color="#fff" stop-opacity=".2"/><stop offset=".9" stop-color="#300" stop-opacity=".34"/></radialGradient>`,
    marks: (_, { id }, __, box) => `<rect ${box} fill="url(#${id}r)"/>`,
  },
  /** Polished metal: dark reflections of the room. */
  sheen: {
    marks: (turned, { id, spare }, { body }) =>
      spare
        ? ''
        : `<path d="${meridianPath(turned, -66)}${meridianPath(turned, 24)}" fill="none" stroke="${mix(body, '#2a1608', 0.7)}" stroke-width="${short(turned.radius * 0.16)}" stroke-opacity=".75" filter="url(#${id}g)"/>`,
  },
  /** Light comes through: bright edges. */
  translucent: {
    over: true,
    marks: (turned, { id, spare }, { body }) =>
      spare
        ? ''
        : `<path d="${meridianPath(turned, 80)}${meridianPath(turned, -82)}" fill="none" stroke="${lighten(body, 0.24)}" stroke-width="${short(turned.radius * 0.1)}" stroke-opacity=".65" filter="url(#${id}g)"/>`,
  },
}
