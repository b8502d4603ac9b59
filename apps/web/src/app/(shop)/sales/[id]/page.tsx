import { notFound } from 'next/navigation'
import { readDrop } from '../../../../data/read-drop'
import { DropPage } from '../../../../drop/drop-page'
import { pageOf, type Search } from '../../../../drop/place'
import { apiOrigin } from '../../../../shop/api-origin'
import { Away } from '../../../../shop/away'

interface SaleProps {
  params: Promise<{ id: string }>
  searchParams: Promise<Search>
}

/** One sale, such as an earlier one that is still open. */
export default async function Sale({ params, searchParams }: SaleProps) {
  const [{ id }, search] = await Promise.all([params, searchParams])
  const drop = await readDrop(pageOf(search), id)
  if (drop.is === 'missing') notFound()
  if (drop.is === 'away') return <Away />
  const path = `/sales/${drop.value.sale.id}`
  return <DropPage drop={drop.value} path={path} search={search} apiOrigin={await apiOrigin()} />
}
