import { assertWithinBounds } from '../bounds.ts'
import type { Source } from '../edition.ts'
import { SHAPES } from '../forms/index.ts'
import { nameItem } from '../naming.ts'
import { hash, randomFrom } from '../random.ts'
import { silhouette } from './silhouette.ts'
import { turn } from './turned.ts'

/** The coordinate system of a picture's paths. */
export const PICTURE_VIEW_BOX = '22 14 356 356'
/** The start of a picture's random sequence. Its first draws decide the shape. */
export const PICTURE_SEED = 0xd4a3

/**
 * Only the outline of the item, as SVG path data within PICTURE_VIEW_BOX. It may be shown before the sale opens.
 * Throws RangeError as drawItemPicture does.
 */
export function shadowOf(source: Source, index: number): string {
  assertWithinBounds(source, index)
  const { form } = nameItem(source, index).traits
  const random = randomFrom(hash(source.seed, index, PICTURE_SEED))
  return SHAPES[form](random)
    .map((part) => silhouette(turn(part), 0))
    .join('')
}
