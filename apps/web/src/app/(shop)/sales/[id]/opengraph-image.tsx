import { notFound } from 'next/navigation'
import { readField } from '../../../../data/read-field'
import { POSTER_SIZE } from '../../../../sharing/poster'
import { salePoster } from '../../../../sharing/sale-poster'

export const size = POSTER_SIZE
export const contentType = 'image/png'
export const alt = 'The field of the sale'

export default async function Image({ params }: { params: Promise<{ id: string }> }) {
  const field = await readField((await params).id)
  if (field.is !== 'here') notFound()
  return salePoster(field.value)
}
