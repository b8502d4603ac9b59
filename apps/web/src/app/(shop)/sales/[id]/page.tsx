import type { Metadata } from 'next'
import { cache } from 'react'
import { readDrop } from '../../../../data/read-drop'
import { DropPage } from '../../../../drop/drop-page'
import { pageOf, type Search } from '../../../../drop/page-params'
import { Missing, missingMetadata } from '../../../../shop/missing'
import { pageMetadata } from '../../../../shop/page-metadata'
import { apiOrigin } from '../../../../shop/request-origin'
import { Unavailable } from '../../../../shop/unavailable'
import { pageDescriptions } from '../../../../words/pages'

interface SaleProps {
  params: Promise<{ id: string }>
  searchParams: Promise<Search>
}

/** Read once per request: generateMetadata and the page share it. */
const dropOf = cache(readDrop)

export async function generateMetadata({ params, searchParams }: SaleProps): Promise<Metadata> {
  const page = pageOf(await searchParams)
  const drop = await dropOf(page, (await params).id)
  if (drop.is !== 'found') return drop.is === 'missing' ? missingMetadata : {}
  const { sale, is } = drop.value
  const description = pageDescriptions.sale(sale)
  const path = `/sales/${sale.id}`
  return is === 'merchant' && page > 1
    ? pageMetadata({ title: `${sale.name}, page ${page}`, description, path: `${path}?page=${page}` })
    : pageMetadata({ title: sale.name, description, path })
}

export default async function Sale({ params, searchParams }: SaleProps) {
  const [{ id }, search] = await Promise.all([params, searchParams])
  const drop = await dropOf(pageOf(search), id)
  if (drop.is === 'missing') return <Missing />
  if (drop.is === 'unavailable') return <Unavailable />
  const path = `/sales/${drop.value.sale.id}`
  return <DropPage drop={drop.value} path={path} search={search} apiOrigin={await apiOrigin()} />
}
