import type { Metadata } from 'next'
import { cache } from 'react'
import { readThing } from '../../../../data/read-thing'
import { ThingPage } from '../../../../item/thing-page'
import { apiOrigin } from '../../../../shop/api-origin'
import { Away } from '../../../../shop/away'
import { Missing, missingMetadata } from '../../../../shop/missing'
import { pageMetadata } from '../../../../shop/page-metadata'
import { pageDescriptions } from '../../../../words/pages'

interface ItemProps {
  params: Promise<{ id: string }>
}

/** Asked for once a request, by the page and its title. */
const thingOf = cache(readThing)

export async function generateMetadata({ params }: ItemProps): Promise<Metadata> {
  const thing = await thingOf((await params).id)
  if (thing.is !== 'here') return thing.is === 'missing' ? missingMetadata : {}
  const { item, sale, rarity } = thing.value
  const description = pageDescriptions.item(item, sale, rarity?.rarest)
  return pageMetadata({ title: item.name, description, path: `/items/${item.id}` })
}

export default async function Item({ params }: ItemProps) {
  const thing = await thingOf((await params).id)
  if (thing.is === 'missing') return <Missing />
  return thing.is === 'here' ? <ThingPage thing={thing.value} apiOrigin={await apiOrigin()} /> : <Away />
}
