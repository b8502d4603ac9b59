import { pathId } from '../../../../data/path-id'
import { itemPoster } from '../../../../sharing/item-poster'
import { POSTER_SIZE } from '../../../../sharing/poster'

export const size = POSTER_SIZE
export const contentType = 'image/png'
export const alt = 'The item with its name and price'

export default async function Image({ params }: { params: Promise<{ id: string }> }) {
  return itemPoster(pathId((await params).id))
}
