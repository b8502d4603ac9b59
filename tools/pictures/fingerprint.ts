import { labOf } from '@hourglass/core/catalog'
import sharp from 'sharp'

/** Side of the rasterised picture, in pixels: the smallest at which the storefront shows it. */
const SIDE = 64
/** The cells that a fingerprint is read from. */
const ROWS = 8
const COLUMNS = 9

/** Units of a picture's coordinate system across. */
const UNITS = 356

/** What one sees of a picture at a glance: a perceptual hash. */
export interface Fingerprint {
  /** dHash: for each cell and its right neighbour, whether it gets lighter. */
  readonly edges: readonly boolean[]
  /** OKLab of each cell. */
  readonly colours: readonly (readonly [lightness: number, a: number, b: number])[]
}

export const rasterise = (svg: string, side: number): Promise<Buffer> =>
  sharp(Buffer.from(svg), { density: (72 * side) / UNITS })
    .resize(side, side)
    .png()
    .toBuffer()

export async function fingerprintOf(svg: string): Promise<Fingerprint> {
  const cells = await sharp(await rasterise(svg, SIDE))
    .removeAlpha()
    .resize(COLUMNS, ROWS, { fit: 'fill' })
    .raw()
    .toBuffer()
  const colours = Array.from({ length: ROWS * COLUMNS }, (_, at) =>
    labOf(`#${cells.toString('hex', at * 3, at * 3 + 3)}`),
  )
  const edges = colours.flatMap(([lightness], at) =>
    (at + 1) % COLUMNS === 0 ? [] : [lightness < (colours[at + 1]?.[0] ?? 0)],
  )
  return { edges, colours }
}

/**
 * Bits of the dHash that differ, 0 to 64, plus 100 times the mean distance of the cells in OKLab: 2 is just noticeable.
 * Black and white, each plain, are 100 apart.
 */
export function distanceOf(one: Fingerprint, other: Fingerprint): number {
  const bits = one.edges.filter((edge, at) => edge !== other.edges[at]).length
  const distances = one.colours.map(([lightness, a, b], at) => {
    const [otherLightness, otherA, otherB] = other.colours[at] ?? [0, 0, 0]
    return Math.hypot(lightness - otherLightness, a - otherA, b - otherB)
  })
  return bits + (100 * distances.reduce((sum, distance) => sum + distance, 0)) / distances.length
}
