import type { Metadata } from 'next'
import { readDrop } from '../../data/read-drop'
import { DropPage } from '../../drop/drop-page'
import { pageOf, type Search } from '../../drop/page-params'
import { pageMetadata } from '../../shop/page-metadata'
import { apiOrigin } from '../../shop/request-origin'
import { Unavailable } from '../../shop/unavailable'
import { SHOP_DESCRIPTION } from '../../words/pages'

export const metadata: Metadata = pageMetadata({ description: SHOP_DESCRIPTION, path: '/' })

/** The current hourly sale, or the latest one. */
export default async function Home({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams
  const drop = await readDrop(pageOf(search))
  if (drop.is !== 'found') return <Unavailable />
  return <DropPage drop={drop.value} path="/" search={search} apiOrigin={await apiOrigin()} />
}
