/** OKLab lightness 0..1 and the two opponent axes, about -0.4..0.4 (Ottosson 2020). */
export type Lab = readonly [lightness: number, a: number, b: number]

const linear = (byte: number): number => {
  const c = byte / 255
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
}

const byte = (value: number): string => {
  const c = Math.min(1, Math.max(0, value))
  const encoded = c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, '0')
}

const LINEAR = Array.from({ length: 256 }, (_, value) => linear(value))
const light = (channel: number): number => LINEAR[channel & 255] ?? 0

/** OKLab of '#rrggbb'. */
export function labOf(hex: string): Lab {
  const rgb = Number.parseInt(hex.slice(1), 16)
  const r = light(rgb >> 16)
  const g = light(rgb >> 8)
  const b = light(rgb)
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** '#rrggbb' of OKLab, channels outside sRGB clipped. */
export function hexOf([lightness, a, b]: Lab): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return `#${red}${green}${blue}`
}

/** From `from` (share 0) to `to` (share 1) in a straight line through OKLab. */
export function mix(from: string, to: string, share: number): string {
  const [l1, a1, b1] = labOf(from)
  const [l2, a2, b2] = labOf(to)
  return hexOf([l1 + (l2 - l1) * share, a1 + (a2 - a1) * share, b1 + (b2 - b1) * share])
}

/** Lightness moved by `amount` (-1..1), chroma kept in proportion when darkened. */
export function lighten(hex: string, amount: number): string {
  const [l, a, b] = labOf(hex)
  const lightness = Math.min(0.98, Math.max(0.08, l + amount))
  const chroma = amount < 0 ? Math.max(0.55, lightness / l) : 1
  return hexOf([lightness, a * chroma, b * chroma])
}

/** Euclidean distance in OKLab; 0.02 is just noticeable, 0.2 is obvious. */
export function distance(first: string, second: string): number {
  const [l1, a1, b1] = labOf(first)
  const [l2, a2, b2] = labOf(second)
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2)
}
