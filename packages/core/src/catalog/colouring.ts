import { distance, labOf, lighten, mix } from './colour.ts'
import { leadingPalette } from './deal.ts'
import type { Source } from './edition.ts'
import { FINISHES } from './materials.ts'
import { COLOURS } from './palettes.ts'
import { hash, pick, randomFrom } from './random.ts'
import type { Traits } from './traits.ts'

/** Least distances in OKLab at which the body stands out from the wall, and the pattern from the body. */
const WALL_DISTANCE_MIN = 0.22
const ACCENT_DISTANCE_MIN = 0.16

/** How far every body of a sale shifts towards the leading palette's first glaze, so that each sale has its own look. */
const SALE_LIGHT = 0.12

/** Largest difference in lightness between bodies of the same make. */
const BODY_VARIATION = 0.025

/** The body's dominant colour, which is also the item's grain in the field. */
export function bodyColour(source: Source, index: number, traits: Traits): string {
  const { seed } = source
  const random = randomFrom(hash(seed, index, 0xc0107))
  const finish = FINISHES[traits.material]
  const glaze = pick(random, COLOURS[traits.palette].glazes.slice(0, finish.glazes))
  const own = mix(finish.base, glaze, finish.glaze)
  const lit = mix(own, COLOURS[leadingPalette(seed)].glazes[0], SALE_LIGHT)
  return lighten(lit, (random() * 2 - 1) * BODY_VARIATION)
}

/** The farthest candidates from `from`: those beyond `least`, or the single farthest. */
function apart(from: string, candidates: readonly string[], least: number): readonly string[] {
  const far = candidates.filter((candidate) => distance(from, candidate) >= least)
  if (far.length > 0) return far
  const best = Math.max(...candidates.map((candidate) => distance(from, candidate)))
  return candidates.filter((candidate) => distance(from, candidate) === best)
}

export interface Scheme {
  readonly body: string
  /** The second glaze: pattern, lids, stems. */
  readonly accent: string
  readonly wall: string
  /** The wall's own hue, darkened; colours every shadow. */
  readonly shadow: string
  readonly wallIsDeep: boolean
}

/** All colours of one picture, chosen so that the body stands out from the wall and the accent from the body. */
export function schemeOf(source: Source, index: number, traits: Traits): Scheme {
  const random = randomFrom(hash(source.seed, index, 0x5c4e3e))
  const { walls, glazes } = COLOURS[traits.palette]
  const body = bodyColour(source, index, traits)
  const wall = pick(random, apart(body, walls, WALL_DISTANCE_MIN))
  const accents = apart(body, [...glazes, walls[0]], ACCENT_DISTANCE_MIN)
  const accent = pick(random, apart(wall, accents, ACCENT_DISTANCE_MIN))
  return { body, accent, wall, shadow: mix(walls[2], '#140f0e', 0.45), wallIsDeep: labOf(wall)[0] < 0.5 }
}
