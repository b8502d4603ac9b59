import { lighten, mix } from '../colour.ts'
import { clearOf, GOLD, IVORY, type Scheme } from '../colouring.ts'
import { GROUND } from '../forms/ground.ts'
import type { Spare } from '../patterns/pattern.ts'
import type { Rarity } from '../rarity.ts'
import type { Look } from '../stratified.ts'
import { AXIS, type Knot } from './profile.ts'
import { silhouette } from './silhouette.ts'
import { coordinates, short, turn } from './turned.ts'

/** What surrounds an item. */
export interface Scene {
  readonly defs: string
  readonly back: string
  /** The transform of the item and its shadow; none when empty. */
  readonly place: string
  /** In front of the item. */
  readonly front: string
}

export interface Made {
  readonly scheme: Scheme
  /** Prefix of every id. */
  readonly id: string
  readonly look: Look
  readonly spare: Spare
}

/** Right or left. */
const sideOf = ({ look }: Made): 1 | -1 => (look.side === 0 ? 1 : -1)

const ALL = 'M0 0H400V400H0'
const fill = (colour: string, path: string): string => `<path fill="${colour}" d="${path}"/>`
const line = (colour: string, width: number, path: string): string =>
  `<path fill="none" stroke="${colour}" stroke-width="${width}" d="${path}"/>`
const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1-${2 * r} 0`
const top = (x: number, y: number, rx: number, colour: string): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${short(rx * 0.19)}" fill="${colour}"/>`

/** Scaled about the foot of the item, which comes to stand at (x, y). */
const standing = (x: number, y: number, scale: number): string =>
  `translate(${short(x - AXIS * scale)} ${short(y - GROUND * scale)})scale(${scale})`

/** Light from the upper left on the wall, and the fading of shadows. */
function lightDefs({ shadow, wallIsDeep }: Scheme, id: string): string {
  return `<radialGradient id="${id}w" cx=".24" cy=".16" r="1"><stop stop-color="#fff${wallIsDeep ? '2' : '6'}"/><stop offset=".7" stop-color="#fff0"/></radialGradient><radialGradient id="${id}s"><stop offset=".1" stop-color="${shadow}${wallIsDeep ? 'd9' : '99'}"/><stop offset="1" stop-color="${shadow}00"/></radialGradient>`
}

/** What is on the wall behind a common item: nothing, light through a window, a dado, a corner, or shade. */
const WALLS: readonly ((scheme: Scheme) => string)[] = [
  () => '',
  ({ wallIsDeep }) => fill(wallIsDeep ? '#fff1' : '#fff6', 'M172 0H244L130 236H58ZM262 0H334L220 236H148Z'),
  ({ wall, accent }) => fill(mix(lighten(wall, -0.07), accent, 0.2), 'M0 196H400V400H0'),
  ({ wall, wallIsDeep }) => fill(lighten(wall, wallIsDeep ? 0.07 : -0.08), 'M262 0H400V400H262'),
  ({ shadow, wallIsDeep }) => fill(shadow + (wallIsDeep ? '77' : '2e'), 'M400 0V400H30Z'),
]

/** Shapes of colour behind an uncommon item: a disc, a low sun, a banner, an arch, a ring. */
const BACKDROPS: readonly ((tone: string) => string)[] = [
  (tone) => fill(tone, circle(200, 172, 138)),
  (tone) => fill(tone, circle(200, 290, 156)),
  (tone) => fill(tone, 'M128 0H272V400H128'),
  (tone) => fill(tone, 'M74 400V176a126 126 0 0 1 252 0V400'),
  (tone) => line(tone, 34, circle(200, 176, 124)),
]

function room({ scheme, id }: Made, horizon: number, wall: string): string {
  const table = mix(lighten(scheme.wall, scheme.wallIsDeep ? -0.03 : -0.05), scheme.accent, 0.06)
  return `${fill(scheme.wall, ALL)}${wall}${fill(table, `M0 ${horizon}H400V400H0`)}${fill(`url(#${id}w)`, ALL)}`
}

/** Small things that keep an item company, from top to bottom: a ball, a gourd, a dish, a cypress, a cone; one for each variant. */
const COMPANIONS: readonly (readonly Knot[])[] = [
  [
    [258, 0],
    [290, 32],
    [321, 9],
  ],
  [
    [246, 0],
    [256, 10],
    [270, 12],
    [300, 30],
    [321, 15],
  ],
  [
    [284, 44],
    [303, 37],
    [321, 15],
  ],
  [
    [216, 0],
    [236, 10],
    [286, 25],
    [321, 17],
  ],
  [
    [250, 0],
    [256, 6],
    [321, 34],
  ],
]

function companion({ id, look }: Made, x: number): string {
  const { curves, ...rest } = turn({ knots: COMPANIONS[look.variant] ?? [], top: 'none', made: 'accent' })
  const body = silhouette({ curves, ...rest }, 0)
  return `<g transform="translate(${x} 14)"><ellipse cx="212" cy="324" rx="48" ry="11" fill="url(#${id}s)"/><path d="${body}" fill="url(#${id}a)"/></g>`
}

/** Plinths: half the width, and the height of the top. */
const PLINTHS = [
  [100, 280],
  [76, 262],
  [118, 296],
] as const

function plinth(made: Made): { block: string; place: string } {
  const { scheme, id, look } = made
  const [half, y] = PLINTHS[look.variant % PLINTHS.length] ?? PLINTHS[0]
  const x = AXIS - sideOf(made) * 40
  const face = mix(lighten(scheme.wall, scheme.wallIsDeep ? 0.16 : 0.02), scheme.accent, 0.2)
  const sides = `M${x - half} ${y}V400H${x + half}V${y}Z`
  const block = fill(lighten(face, -0.12), sides) + fill(`url(#${id}p)`, sides) + top(x, y, half, face)
  return { block, place: standing(x, y + 3, 0.8) }
}

/** The quiet arrangements: alone, in company, close, and on a plinth. */
const ARRANGEMENTS: readonly ((made: Made, wall: string) => Pick<Scene, 'back' | 'place'>)[] = [
  (made, wall) => ({ back: room(made, 288, wall), place: standing(200, 322, 1.04) }),
  (made, wall) => {
    const side = sideOf(made)
    return { back: room(made, 262, wall) + companion(made, side * 98), place: standing(200 - side * 46, 330, 0.88) }
  },
  (made, wall) => ({ back: room(made, 332, wall), place: standing(200 - sideOf(made) * 72, 380, 1.36) }),
  (made, wall) => {
    const { block, place } = plinth(made)
    return { back: room(made, 336, wall) + block, place }
  },
]

function quiet(rarity: Rarity, made: Made): Scene {
  const { look, id } = made
  const { wall, accent, wallIsDeep, shadow } = made.scheme
  const tone = mix(lighten(wall, wallIsDeep ? 0.08 : -0.04), accent, 0.34)
  const [shape, move] =
    rarity === 'common'
      ? [WALLS[look.variant]?.(made.scheme) ?? '', look.side === 0 ? '' : 'matrix(-1 0 0 1 400 0)']
      : [BACKDROPS[look.variant]?.(tone) ?? '', `translate(${sideOf(made) * 30})`]
  const behind = shape && move ? `<g transform="${move}">${shape}</g>` : shape
  const { back = '', place = '' } = ARRANGEMENTS[look.arrangement]?.(made, behind) ?? {}
  const round =
    look.arrangement === 3
      ? `<linearGradient id="${id}p"><stop stop-color="#fff3"/><stop offset="1" stop-color="${shadow}99"/></linearGradient>`
      : ''
  return { defs: round, back, place, front: '' }
}

/** Openings of niches: an arch, a round window, an alcove, a pointed arch, an octagon. */
const NICHES = [
  'M84 312V160a116 116 0 0 1 232 0V312Z',
  'M156 312a132 132 0 1 1 88 0Z',
  'M92 312V50H308V312Z',
  'M84 312V170Q94 84 200 32Q306 84 316 170V312Z',
  'M138 46H262L326 110V248L296 312H104L74 248V110Z',
] as const

function niche({ scheme, look, id }: Made): Scene {
  const { wall, wallIsDeep, accent, shadow, body } = scheme
  const insides = [
    mix(lighten(wall, wallIsDeep ? 0.16 : -0.1), accent, 0.1),
    mix(wall, accent, 0.45),
    mix(wall, IVORY, 0.55),
    mix(wall, shadow, wallIsDeep ? 0.6 : 0.35),
  ]
  const path = NICHES[look.variant] ?? ''
  const inside = clearOf(body, [insides[look.arrangement] ?? wall, wallIsDeep ? IVORY : shadow])
  return {
    defs: `<linearGradient id="${id}p" x1="${look.side}" x2=".5" y2=".3"><stop stop-color="${shadow}cc"/><stop offset=".6" stop-color="${shadow}00"/></linearGradient>`,
    back: `${fill(wall, ALL)}${fill(`url(#${id}w)`, ALL)}${fill(inside, path)}${fill(`url(#${id}p)`, path)}${line(GOLD, 8, path)}${fill(GOLD, 'M54 308H346V322H54Z')}`,
    place: standing(200, 308, 0.84),
    front: '',
  }
}

/** Points on a circle around the middle of a glory, the first at the top. */
const around = (count: number, radius: (i: number) => number): (readonly [number, number])[] =>
  Array.from({ length: count }, (_, i) => {
    const turned = (2 * Math.PI * i) / count
    return [AXIS + radius(i) * Math.sin(turned), 184 - radius(i) * Math.cos(turned)]
  })

/** Gold behind a singular item: rays, a disc, rings, a shaft of light, or stars. */
const GLORIES: readonly ((colour: string, spare: Spare) => string)[] = [
  (colour, spare) => {
    const rays = spare ? 12 : 24
    const outer = around(rays, (i) => (i % 2 ? 128 : 152))
    const inner = around(rays, () => 66)
    return line(
      colour,
      5,
      inner.map((from, i) => `M${coordinates(from, 0)}L${coordinates(outer[i] ?? from, 0)}`).join(''),
    )
  },
  (colour) => fill(colour, circle(200, 174, 126)),
  (colour, spare) => line(colour, 4, (spare ? [92, 140] : [68, 96, 124, 152]).map((r) => circle(200, 184, r)).join('')),
  (colour) => fill(`${colour}55`, 'M150 0H250L316 330H84Z') + fill(`${colour}55`, 'M178 0H222L268 330H132Z'),
  (colour, spare) => {
    const stars = around(spare ? 18 : 27, (i) => [138, 104, 122][i % 3] ?? 122)
    return `<path stroke="${colour}" stroke-width="9" stroke-linecap="round" d="${stars.map((star) => `M${coordinates(star, 0)}h0`).join('')}"/>`
  },
]

function glory({ scheme, look, spare, id }: Made): Scene {
  const gold = scheme.wallIsDeep ? GOLD : IVORY
  const dais = fill(lighten(GOLD, -0.2), 'M96 318V342A104 20 0 0 0 304 342V318Z') + top(AXIS, 318, 104, GOLD)
  return {
    defs: `<radialGradient id="${id}h" cx=".5" cy=".46" r=".46"><stop stop-color="#ffe9b0cc"/><stop offset="1" stop-color="${GOLD}00"/></radialGradient>`,
    back: `${fill(scheme.wall, ALL)}${fill(`url(#${id}h)`, ALL)}${GLORIES[spare === 2 ? 1 : look.variant]?.(gold, spare) ?? ''}${dais}`,
    place: standing(200, 318, 0.84),
    front: line(gold, 7, 'M35 27H365V357H35Z'),
  }
}

/** Common items stand in a quiet room, uncommon ones before a shape of colour, rare ones in a niche edged in gold, singular ones in gold light and a frame. */
export function sceneOf(rarity: Rarity, made: Made): Scene {
  const scene = rarity === 'singular' ? glory(made) : rarity === 'rare' ? niche(made) : quiet(rarity, made)
  return { ...scene, defs: lightDefs(made.scheme, made.id) + scene.defs }
}
