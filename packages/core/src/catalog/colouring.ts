import { distance, labOf, lighten, mix } from './colour.ts'
import { leadingPalette } from './deal.ts'
import type { Source } from './edition.ts'
import { finishesOf } from './materials.ts'
import { COLOURS, type Colours } from './palettes.ts'
import { hash, pick, randomFrom } from './random.ts'
import { rarityOf } from './rarity.ts'
import { stratified } from './stratified.ts'
import type { Traits } from './traits.ts'

/** Least distances in OKLab at which the body stands out from the wall, and the pattern from the body. */
const WALL_DISTANCE_MIN = 0.22
const ACCENT_DISTANCE_MIN = 0.16

/** How far every body of a sale shifts towards the leading palette's first glaze, so that each sale has its own look. */
const SALE_LIGHT = 0.12

/** Largest difference in lightness between bodies of the same make. */
const BODY_VARIATION = 0.025

export const GOLD = '#d3a94e'
/** The wall behind a dark singular item. */
const GOLD_LEAF = '#dfbb68'
/** What singular items are fitted with when they are nearly gold themselves. */
export const IVORY = '#f1e6cd'

/** The body's dominant colour, which is also the item's grain in the field. */
export function bodyColour(source: Source, index: number, traits: Traits): string {
  const { seed } = source
  const random = randomFrom(hash(seed, index, 0xc0107))
  const finish = finishesOf(source)[traits.material]
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

/** Steps from one colour to the next on the way to one that stands out. */
const STEPS = 5

/** The first colour on the way from the first of `colours` through the others that stands out from the body; the last if none does. */
export function clearOf(body: string, [first, ...others]: readonly [string, ...string[]]): string {
  let clear = first
  for (const other of others) {
    const from = clear
    for (let step = 1; step <= STEPS && distance(body, clear) < WALL_DISTANCE_MIN; step++)
      clear = mix(from, other, step / STEPS)
  }
  return clear
}

/** The wall of the item's stage, shifted towards the palette's other walls if the body would not stand out from it. */
function stagedWall(body: string, wall: number, [light, middle, deep]: Colours['walls']): string {
  if (wall === 0) return clearOf(body, [light, middle, deep])
  if (wall === 2) return clearOf(body, [deep, middle, light])
  return clearOf(body, [middle, distance(body, light) > distance(body, deep) ? light : deep])
}

/** Deep, so that gold shines; gold behind a dark body. */
const singularWall = (body: string, deep: string): string =>
  distance(body, deep) < WALL_DISTANCE_MIN ? GOLD_LEAF : deep

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
  const isSingular = source.edition > 1 && rarityOf(source.seed, traits) === 'singular'
  const wall =
    source.edition === 1
      ? pick(random, apart(body, walls, WALL_DISTANCE_MIN))
      : isSingular
        ? singularWall(body, walls[2])
        : stagedWall(body, stratified(source.seed, index).wall, walls)
  const accents = apart(body, isSingular ? [GOLD, IVORY] : [...glazes, walls[0]], ACCENT_DISTANCE_MIN)
  const accent = isSingular ? (accents[0] ?? GOLD) : pick(random, apart(wall, accents, ACCENT_DISTANCE_MIN))
  return { body, accent, wall, shadow: mix(walls[2], '#140f0e', 0.45), wallIsDeep: labOf(wall)[0] < 0.5 }
}
