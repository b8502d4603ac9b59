import { assertWithinBounds } from '../bounds.ts'
import { SHAPES } from '../forms/index.ts'
import { nameItem } from '../naming.ts'
import { hash, randomFrom } from '../random.ts'
import { silhouette } from './silhouette.ts'
import { turn } from './turned.ts'

/** What a picture's paths are drawn in. */
export const PICTURE_VIEW_BOX = '22 14 356 356'
/** What a random sequence of the picture begins with; its first draws are the shape's. */
export const PICTURE_SEED = 0xd4a3

/**
 * The outline of the thing and nothing else, as SVG path data within PICTURE_VIEW_BOX: what may be shown before its sale.
 * Throws RangeError as drawItemPicture does.
 */
export function shadowOf(seed: number, index: number): string {
  assertWithinBounds(seed, index)
  const { form } = nameItem(seed, index).traits
  const random = randomFrom(hash(seed, index, PICTURE_SEED))
  return SHAPES[form](random)
    .map((part) => silhouette(turn(part), 0))
    .join('')
}
