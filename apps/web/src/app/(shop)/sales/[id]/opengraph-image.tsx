import { pathId } from '../../../../data/path-id'
import { POSTER_SIZE } from '../../../../sharing/poster'
import { salePoster } from '../../../../sharing/sale-poster'

export const size = POSTER_SIZE
export const contentType = 'image/png'
export const alt = 'The field of this drop'

export default async function Image({ params }: { params: Promise<{ id: string }> }) {
  return salePoster(pathId((await params).id))
}
