import type { CSSProperties } from 'react'
import { queryOf } from '../catalogue/query-of'
import { thingsOf } from '../catalogue/things'
import type { HourlyDrop } from '../data/read-drop'
import { HourlyShelf } from '../shelf/hourly-shelf'
import { Fastest } from './fastest'
import { featuredOf } from './featured'
import { HourlyHero } from './hourly-hero'
import { MerchantSales } from './merchant-sales'
import { NextDrop } from './next-drop'

interface HourlyPageProps {
  drop: HourlyDrop
  path: string
  params: URLSearchParams
  apiOrigin: string
}

/** An hourly sale: its field, and its shelf. */
export function HourlyPage({ drop, path, params, apiOrigin }: HourlyPageProps) {
  const { sale, states, pace, next, stillOpen, serverTime } = drop
  const over = sale.status === 'sold_out'
  const featured = featuredOf(sale, thingsOf(sale), states)
  return (
    <main style={featured ? ({ '--item': featured.offer.colour } as CSSProperties) : undefined}>
      <HourlyHero drop={drop} featured={featured} />
      {over && <Fastest pace={pace} apiOrigin={apiOrigin} />}
      {over && <NextDrop next={next} />}
      <MerchantSales sales={stillOpen} serverTime={serverTime} />
      <HourlyShelf sale={sale} states={states} query={queryOf(params)} path={path} />
    </main>
  )
}
