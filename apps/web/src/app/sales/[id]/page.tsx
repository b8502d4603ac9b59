import { notFound } from 'next/navigation'
import { readDrop } from '../../../data/read-drop'
import { DropPage } from '../../../drop/drop-page'
import { placeOf, type Search } from '../../../drop/place'
import { apiOrigin } from '../../../shop/api-origin'
import { Away } from '../../../shop/away'

interface SaleProps {
  params: Promise<{ id: string }>
  searchParams: Promise<Search>
}

/** One sale, such as an earlier one that is still open. */
export default async function Sale({ params, searchParams }: SaleProps) {
  const { id } = await params
  const drop = await readDrop(placeOf(await searchParams), id)
  if (drop.is === 'missing') notFound()
  if (drop.is === 'away') return <Away />
  return <DropPage drop={drop.value} path={`/sales/${drop.value.sale.id}`} apiOrigin={await apiOrigin()} />
}
