import { drawThing } from '@hourglass/core/catalog'
import { notFound } from 'next/navigation'
import { readThing } from '../../../../data/read-thing'
import { dataUrl, POSTER_SIZE, poster } from '../../../../sharing/poster'
import { moneyWords } from '../../../../words/money'

export const size = POSTER_SIZE
export const contentType = 'image/png'
export const alt = 'The thing, its name and what it costs'

export default async function Image({ params }: { params: Promise<{ id: string }> }) {
  const thing = await readThing((await params).id)
  if (thing.is !== 'here') notFound()
  const { item, sale, rarity } = thing.value
  if (sale.seed === null) notFound()
  const picture = dataUrl('image/svg+xml', Buffer.from(drawThing(sale.seed, item.id - sale.first_item_id)))
  const words = [rarity?.rarest, moneyWords(item.price)].filter(Boolean).join(' · ')
  return poster({ picture, title: item.name, words })
}
