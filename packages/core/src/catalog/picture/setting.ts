import { lighten, mix } from '../colour.ts'
import type { Scheme } from '../colouring.ts'
import { GROUND } from '../forms/ground.ts'
import { pick, type Random } from '../random.ts'
import { AXIS } from './profile.ts'
import { fraction, short, type Turned } from './turned.ts'

type Backdrop = (tone: string) => string

const BACKDROPS: readonly Backdrop[] = [
  () => '',
  (tone) => `<circle cx="200" cy="176" r="132" fill="${tone}"/>`,
  (tone) => `<path d="M76 400V168a124 124 0 0 1 248 0V400Z" fill="${tone}"/>`,
  () => '',
]

/** Wall, table and the light on them. */
export function setting({ wall, accent, wallIsDeep }: Scheme, id: string, random: Random): string {
  const tone = mix(lighten(wall, wallIsDeep ? 0.045 : 0.035), accent, wallIsDeep ? 0.1 : 0.07)
  const backdrop = pick(random, BACKDROPS)(tone)
  const table = mix(lighten(wall, wallIsDeep ? -0.03 : -0.045), accent, 0.06)
  return `<path fill="${wall}" d="M0 0H400V400H0Z"/>${backdrop}<path fill="${table}" d="M0 286H400V400H0Z"/><path fill="url(#${id}w)" d="M0 0H400V400H0Z"/>`
}

/** Light from the upper left on the wall, and the shadow's fading. */
export function settingDefs({ shadow, wallIsDeep }: Scheme, id: string): string {
  const glow = wallIsDeep ? 0.1 : 0.34
  const dark = wallIsDeep ? 0.85 : 0.6
  return `<radialGradient id="${id}w" cx=".24" cy=".16" r="1"><stop stop-color="#fff" stop-opacity="${fraction(glow)}"/><stop offset=".7" stop-color="#fff" stop-opacity="0"/></radialGradient><radialGradient id="${id}s"><stop offset=".1" stop-color="${shadow}" stop-opacity="${fraction(dark)}"/><stop offset="1" stop-color="${shadow}" stop-opacity="0"/></radialGradient>`
}

/** The shadow on the table: cast to the right, darkest under the foot. */
export function groundShadow(parts: readonly Turned[], id: string): string {
  const foot = parts[0]?.part.knots.at(-1)?.[1] ?? 40
  const wide = Math.max(...parts.map(({ radius }) => radius))
  const ellipse = (dx: number, rx: number, ry: number) =>
    `<ellipse cx="${short(AXIS + dx, 0)}" cy="${GROUND + 5}" rx="${short(rx, 0)}" ry="${short(ry, 0)}" fill="url(#${id}s)"/>`
  return ellipse(wide * 0.42, wide * 0.7 + foot * 0.75, wide * 0.16 + 12) + ellipse(5, foot + 16, foot * 0.19 + 11)
}
