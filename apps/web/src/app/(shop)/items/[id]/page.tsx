import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { readThing } from '../../../../data/read-thing'
import { ThingPage } from '../../../../item/thing-page'
import { apiOrigin } from '../../../../shop/api-origin'
import { Away } from '../../../../shop/away'

interface ItemProps {
  params: Promise<{ id: string }>
}

/** Asked for once a request, by the page and its title. */
const thingOf = cache(readThing)

export async function generateMetadata({ params }: ItemProps): Promise<Metadata> {
  const thing = await thingOf((await params).id)
  return thing.is === 'here' ? { title: thing.value.item.name } : {}
}

export default async function Item({ params }: ItemProps) {
  const thing = await thingOf((await params).id)
  if (thing.is === 'missing') notFound()
  return thing.is === 'here' ? <ThingPage thing={thing.value} apiOrigin={await apiOrigin()} /> : <Away />
}
