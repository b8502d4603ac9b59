import { assertWithinBounds } from '../bounds.ts'
import { lighten, mix } from '../colour.ts'
import { type Scheme, schemeOf } from '../colouring.ts'
import type { Source } from '../edition.ts'
import { SHAPES } from '../forms/index.ts'
import { type Finish, finishesOf } from '../materials.ts'
import { nameItem } from '../naming.ts'
import { PATTERN_MARKS } from '../patterns/index.ts'
import type { Paint, Spare } from '../patterns/pattern.ts'
import { hash, randomFrom } from '../random.ts'
import { rarityOf } from '../rarity.ts'
import { stratified } from '../stratified.ts'
import type { Traits } from '../traits.ts'
import { finishDefs, light } from './finish.ts'
import { AXIS, TILT } from './profile.ts'
import { type Scene, sceneOf } from './scene.ts'
import { groundShadow, setting, settingDefs } from './setting.ts'
import { PICTURE_SEED, PICTURE_VIEW_BOX } from './shadow.ts'
import { silhouette } from './silhouette.ts'
import { SKINS } from './surfaces.ts'
import { hoop, short, type Turned, turn } from './turned.ts'

interface Picture {
  readonly scheme: Scheme
  readonly finish: Finish
  readonly traits: Traits
  readonly paint: Paint
}

/** What one sees at the top of a part: into the opening, or onto the closed face. */
function lid({ part, top }: Turned, { scheme, paint }: Picture): string {
  const radius = part.knots[0]?.[1] ?? 0
  if (part.top === 'none' || radius === 0) return ''
  const colour = part.made === 'accent' ? scheme.accent : scheme.body
  const shape = `<ellipse cx="${AXIS}" cy="${short(top)}" rx="${short(radius)}" ry="${short(radius * TILT)}"`
  if (part.top === 'face') return `${shape} fill="${lighten(colour, 0.07)}"/>`
  return `${shape} fill="url(#${paint.id}o)" stroke="${lighten(colour, 0.09)}" stroke-width="3"/>`
}

/** The shadow that a wider part above throws onto this one. */
function overhang(turned: Turned, above: Turned | undefined, { scheme, paint }: Picture): string {
  const lowest = above?.part.knots.at(-1)
  if (paint.spare || lowest === undefined || lowest[1] < turned.radiusAt(turned.top) + 4) return ''
  const y = Math.max(turned.top, lowest[0]) + 8
  return `<path d="${hoop(turned, y)}" fill="none" stroke="${scheme.shadow}" stroke-opacity=".5" stroke-width="20" filter="url(#${paint.id}b)"/>`
}

/** Round rods lit from the left: a dark stroke under a narrower one of the second glaze. */
function rods([path, width]: readonly [string, number], { scheme: { accent }, paint }: Picture): string {
  if (paint.spare === 2)
    return `<path d="${path}" fill="none" stroke="${lighten(accent, -0.06)}" stroke-width="${short(width)}"/>`
  const inner = `transform="translate(-.8-.8)" stroke="${lighten(accent, 0.04)}" stroke-width="${short(width * 0.55)}"`
  return `<g fill="none"><path d="${path}" stroke="${lighten(accent, -0.14)}" stroke-width="${short(width)}"/><path d="${path}" ${inner}/></g>`
}

function paintPart(turned: Turned, order: number, above: Turned | undefined, picture: Picture): string {
  const { scheme, finish, traits, paint } = picture
  const { part, radius, top, bottom } = turned
  const outline = silhouette(turned, part.made === 'body' && paint.spare < 2 ? 1 : 0)
  const behind = part.behind ? rods(part.behind, picture) : ''
  if (part.made === 'light') return `<path d="${outline}" fill="url(#${paint.id}l)"/>`
  if (part.made !== 'body')
    return `<path d="${outline}" fill="url(#${paint.id}${part.made === 'plain' ? 'm' : 'a'})"/>${lid(turned, picture)}`
  const reach = radius * TILT + 1
  const box = `x="${short(AXIS - radius, 0)}" y="${short(top - reach, 0)}" width="${short(radius * 2, 0)}" height="${short(bottom - top + 2 * reach, 0)}"`
  const marks = PATTERN_MARKS[traits.pattern].marks(turned, paint)
  const skin = `<rect ${box} fill="url(#${paint.id}m)"/>`
  const skinOf = finish.surface && paint.spare < 2 ? SKINS[finish.surface] : undefined
  const surface = skinOf?.marks?.(turned, paint, scheme, box) ?? ''
  const [under, over] = skinOf?.over ? ['', surface] : [surface, '']
  const clip = `${paint.id}${order}`
  return `${behind}<clipPath id="${clip}"><path d="${outline}"/></clipPath><g clip-path="url(#${clip})">${skin}${under}${marks}${over}${light(turned, paint, scheme.shadow, finish, box)}${overhang(turned, above, picture)}</g>${lid(turned, picture)}`
}

const stop = (offset: string, colour: string) => `<stop offset="${offset}" stop-color="${colour}"/>`

/** The inside of an open mouth, and lamplight, for the items that show them. */
function insideDefs(parts: readonly Turned[], { scheme, paint }: Picture): string {
  const { body, shadow } = scheme
  const gradient = (letter: string, stops: string) =>
    `<linearGradient id="${paint.id}${letter}">${stops}</linearGradient>`
  const open = parts.some(({ part }) => part.top === 'open')
  const lit = parts.some(({ part }) => part.made === 'light')
  return (
    (open ? gradient('o', stop('0', mix(body, shadow, 0.85)) + stop('1', mix(body, shadow, 0.4))) : '') +
    (lit ? gradient('l', stop('0', '#f0c679') + stop('.4', '#fff3d0') + stop('1', '#d99c54')) : '')
  )
}

/** Prefix of a picture's ids: the index in full and three characters from the seed, a letter first, then one letter for each id. */
function idPrefix(seed: number, index: number): string {
  const mark = (10 * 36 ** 2 + (hash(seed) % (26 * 36 ** 2))).toString(36)
  return `${mark}${index.toString(36)}`
}

/** What surrounds the item. In edition 1 every item stands alone in the same room. */
function around(source: Source, index: number, { scheme, traits, paint: { id, random, spare } }: Picture): Scene {
  if (source.edition === 1)
    return { defs: settingDefs(scheme, id), back: setting(scheme, id, random), place: '', front: '' }
  const look = stratified(source.seed, index)
  return sceneOf(rarityOf(source.seed, traits), { scheme, id, look, spare })
}

function compose(source: Source, index: number, spare: Spare): string {
  const { seed } = source
  const { traits, name } = nameItem(source, index)
  const random = randomFrom(hash(seed, index, PICTURE_SEED))
  const scheme = schemeOf(source, index, traits)
  const id = idPrefix(seed, index)
  const parts = SHAPES[traits.form](random).map(turn)
  const paint: Paint = { random, id, body: scheme.body, accent: scheme.accent, spare }
  const finish = finishesOf(source)[traits.material]
  const picture: Picture = { scheme, finish, traits, paint }
  const scene = around(source, index, picture)
  const skin = finish.surface && SKINS[finish.surface]
  const defs = scene.defs + finishDefs(id, scheme, finish) + (skin?.defs?.(id) ?? '') + insideDefs(parts, picture)
  const patternDefs = PATTERN_MARKS[traits.pattern].defs?.(paint) ?? ''
  const body = parts.map((turned, order) => paintPart(turned, order, parts[order + 1], picture)).join('')
  const filter = finish.surface === 'fuzz' ? ` filter="url(#${id}f)"` : ''
  const item = groundShadow(parts, id) + body
  const placed = scene.place ? `<g transform="${scene.place}"${filter}>${item}</g>` : item
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${PICTURE_VIEW_BOX}" role="img" aria-label="${name}"><defs>${defs}${patternDefs}</defs>${scene.back}${placed}${scene.front}</svg>`
}

/** Largest picture, in bytes. All of it is ASCII. */
export const PICTURE_BYTES_MAX = 4095

/**
 * The picture of the item: an SVG of at most PICTURE_BYTES_MAX bytes, square, without text, script or outside reference, its ids
 * derived from seed and index. Intricate pictures are drawn with fewer lines to stay below the limit.
 * Throws RangeError unless source and index are within bounds.ts.
 */
export function drawItemPicture(source: Source, index: number): string {
  assertWithinBounds(source, index)
  let picture = compose(source, index, 0)
  if (picture.length > PICTURE_BYTES_MAX) picture = compose(source, index, 1)
  return picture.length > PICTURE_BYTES_MAX && source.edition > 1 ? compose(source, index, 2) : picture
}
