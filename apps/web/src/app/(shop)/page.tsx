import type { Metadata } from 'next'
import { cache } from 'react'
import { readDrop } from '../../data/read-drop'
import { DropPage } from '../../drop/drop-page'
import { pageOf, type Search } from '../../drop/page-params'
import { pageMetadata } from '../../shop/page-metadata'
import { apiOrigin } from '../../shop/request-origin'
import { Unavailable } from '../../shop/unavailable'
import { pageDescriptions, SHOP_DESCRIPTION } from '../../words/pages'

interface HomeProps {
  searchParams: Promise<Search>
}

/** Read once per request: generateMetadata and the page share it. */
const dropOf = cache(readDrop)

export async function generateMetadata({ searchParams }: HomeProps): Promise<Metadata> {
  const drop = await dropOf(pageOf(await searchParams))
  const description = drop.is === 'found' ? pageDescriptions.home(drop.value.sale) : SHOP_DESCRIPTION
  return pageMetadata({ description, path: '/' })
}

/** The current hourly sale, or the latest one. */
export default async function Home({ searchParams }: HomeProps) {
  const search = await searchParams
  const drop = await dropOf(pageOf(search))
  if (drop.is !== 'found') return <Unavailable />
  return <DropPage drop={drop.value} path="/" search={search} apiOrigin={await apiOrigin()} />
}
