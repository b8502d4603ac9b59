import { lighten, mix } from '../colour.ts'
import type { Scheme } from '../colouring.ts'
import type { Finish } from '../materials.ts'
import type { Paint } from '../patterns/pattern.ts'
import { fraction, meridianPath, short, type Turned } from './turned.ts'

function acrossBody(id: string, base: string, { turn, play }: Finish): string {
  const stops = turn.map((change, i) => {
    const hue = play?.[i]
    const colour = lighten(base, change)
    const at = ['', ' offset=".26"', ' offset=".55"', ' offset="1"'][i] ?? ''
    return `<stop${at} stop-color="${hue ? mix(colour, hue, 0.6) : colour}"/>`
  })
  return `<linearGradient id="${id}">${stops.join('')}</linearGradient>`
}

/** The second glaze's parts are small: their whole light is one gradient, falling a little from the upper left. */
function acrossTrim(id: string, base: string, { gleams }: Finish): string {
  const gleam = (gleams[0]?.[1] ?? 0) * 0.3
  const stop = (offset: string, change: number) => `<stop offset="${offset}" stop-color="${lighten(base, change)}"/>`
  return `<linearGradient id="${id}" y2=".3">${stop('.05', 0.02)}${stop('.25', 0.07 + gleam)}${stop('.45', 0)}${stop('1', -0.24)}</linearGradient>`
}

/** Gradients across the body and the second glaze, light from above, blurs and grain. */
export function finishDefs(id: string, { body, accent, shadow }: Scheme, finish: Finish): string {
  const { blur, grain } = finish
  const blurs = `<filter id="${id}b" x="-.5" y="-3" width="2" height="7"><feGaussianBlur stdDeviation="${blur}"/></filter><filter id="${id}g" x="-1" width="3"><feGaussianBlur stdDeviation="${short(blur / 8)}"/></filter>`
  const fall = `<linearGradient id="${id}v" x2="0" y2="1"><stop offset=".4" stop-color="${shadow}" stop-opacity="0"/><stop offset="1" stop-color="${shadow}" stop-opacity=".36"/></linearGradient>`
  const noise = grain
    ? `<filter id="${id}n"><feTurbulence type="fractalNoise" baseFrequency="${grain[1]}" numOctaves="3"/><feColorMatrix values="${grain[2]}"/></filter>`
    : ''
  return acrossBody(`${id}m`, body, finish) + acrossTrim(`${id}a`, accent, finish) + blurs + fall + noise
}

/** Shadow, grain and reflections over one part, already clipped to it; `box` is the attributes of a rectangle around it. */
export function light(turned: Turned, { id, spare }: Paint, shadow: string, finish: Finish, box: string): string {
  const { shade, gleams, grain } = finish
  const [meridian, opacity] = shade
  const noise = grain ? `<rect ${box} filter="url(#${id}n)" opacity="${fraction(grain[0])}"/>` : ''
  const dark =
    spare === 2
      ? ''
      : `<path d="${meridianPath(turned, meridian)}H420V${short(turned.top, 0)}Z" fill="${shadow}" opacity="${fraction(opacity)}" filter="url(#${id}b)"/>`
  const streaks = gleams
    .slice(0, spare ? 1 : 3)
    .map(
      ([at, strength, width]) =>
        `<path d="${meridianPath(turned, at)}" stroke-opacity="${fraction(strength)}" stroke-width="${short(width * turned.radius)}" pathLength="99"/>`,
    )
  const reflections = streaks.length
    ? `<g fill="none" stroke="#fff" stroke-linecap="round" stroke-dasharray="46 9 3 99" stroke-dashoffset="-12" filter="url(#${id}g)">${streaks.join('')}</g>`
    : ''
  return `${noise}<rect ${box} fill="url(#${id}v)"/>${dark}${reflections}`
}
