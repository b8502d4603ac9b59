import type { Metadata } from 'next'
import { pathId } from '../../../data/path-id'
import { readPast } from '../../../data/read-sale'
import type { Search } from '../../../drop/page-params'
import { PastPage } from '../../../past/past-page'
import { pageMetadata } from '../../../shop/page-metadata'
import { Unavailable } from '../../../shop/unavailable'
import { pageDescriptions } from '../../../words/pages'

interface SalesProps {
  searchParams: Promise<Search>
}

function cursorOf({ before }: Search): number | null {
  const cursor = pathId(typeof before === 'string' ? before : '')
  return cursor > 0 ? cursor : null
}

export async function generateMetadata({ searchParams }: SalesProps): Promise<Metadata> {
  const cursor = cursorOf(await searchParams)
  const path = cursor === null ? '/sales' : `/sales?before=${cursor}`
  return pageMetadata({
    title: cursor === null ? 'All drops' : `Drops before no. ${cursor}`,
    description: pageDescriptions.sales,
    path,
  })
}

/** All sales that have started, newest first. */
export default async function Sales({ searchParams }: SalesProps) {
  const cursor = cursorOf(await searchParams)
  const past = await readPast(cursor)
  return past.is === 'found' ? <PastPage past={past.value} first={cursor === null} /> : <Unavailable />
}
