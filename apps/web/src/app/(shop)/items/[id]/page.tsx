import type { Metadata } from 'next'
import { cache } from 'react'
import { readItem } from '../../../../data/read-item'
import { ItemPage } from '../../../../item/item-page'
import { Missing, missingMetadata } from '../../../../shop/missing'
import { pageMetadata } from '../../../../shop/page-metadata'
import { apiOrigin } from '../../../../shop/request-origin'
import { Unavailable } from '../../../../shop/unavailable'
import { pageDescriptions } from '../../../../words/pages'

interface ItemProps {
  params: Promise<{ id: string }>
}

/** Read once per request: generateMetadata and the page share it. */
const itemOf = cache(readItem)

export async function generateMetadata({ params }: ItemProps): Promise<Metadata> {
  const reading = await itemOf((await params).id)
  if (reading.is !== 'found') return reading.is === 'missing' ? missingMetadata : {}
  const { item, sale, rarity } = reading.value
  const description = pageDescriptions.item(item, sale, rarity?.rarest)
  return pageMetadata({ title: item.name, description, path: `/items/${item.id}` })
}

export default async function Item({ params }: ItemProps) {
  const reading = await itemOf((await params).id)
  if (reading.is === 'missing') return <Missing />
  return reading.is === 'found' ? <ItemPage details={reading.value} apiOrigin={await apiOrigin()} /> : <Unavailable />
}
