import { notFound } from 'next/navigation'
import { readDrop } from '../../data/read-drop'
import { POSTER_SIZE } from '../../sharing/poster'
import { salePoster } from '../../sharing/sale-poster'

export const size = POSTER_SIZE
export const contentType = 'image/png'
export const alt = 'The field of the current drop'
export const dynamic = 'force-dynamic'

export default async function Image() {
  const drop = await readDrop(1)
  if (drop.is !== 'found' || drop.value.is !== 'hourly') notFound()
  return salePoster(drop.value.sale.id)
}
