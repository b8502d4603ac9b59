import type { Metadata } from 'next'
import { pathId } from '../../../data/path-id'
import { readPast } from '../../../data/read-past'
import type { Search } from '../../../drop/place'
import { PastPage } from '../../../past/past-page'
import { Away } from '../../../shop/away'

export const metadata: Metadata = { title: 'All sales' }

/** Every sale there has been, the newest first. */
export default async function Sales({ searchParams }: { searchParams: Promise<Search> }) {
  const { before } = await searchParams
  const cursor = pathId(typeof before === 'string' ? before : '')
  const past = await readPast(cursor > 0 ? cursor : null)
  return past.is === 'here' ? <PastPage past={past.value} first={!(cursor > 0)} /> : <Away />
}
