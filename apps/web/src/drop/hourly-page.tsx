import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { CSSProperties } from 'react'
import { queryOf } from '../catalogue/query-of'
import { saleItems } from '../catalogue/sale-items'
import type { HourlyDrop } from '../data/read-drop'
import { describer } from '../field/describe'
import { HourlyShelf } from '../shelf/hourly-shelf'
import { Fastest } from './fastest'
import { rarestOf } from './glimpse'
import { HourlyHero } from './hourly-hero'
import { MerchantSales } from './merchant-sales'
import { NextDrop } from './next-drop'

interface HourlyPageProps {
  drop: HourlyDrop
  path: string
  params: URLSearchParams
  apiOrigin: string
}

/** An hourly sale: its field and its shelf. */
export function HourlyPage({ drop, path, params, apiOrigin }: HourlyPageProps) {
  const { sale, states, pace, next, stillOpen, serverTime } = drop
  const over = sale.status === 'sold_out'
  const items = saleItems(sale)
  const unpacked = unpackStates(states.states, sale.items_count)
  const stateAt = (position: number) => ITEM_STATES[unpacked[position] ?? 0] ?? 'available'
  const rarest = rarestOf(items, (position) => stateAt(position) === 'available')
  const featured = rarest[0] ? describer(sale, items, stateAt)(rarest[0].index) : null
  return (
    <main style={featured ? ({ '--item': featured.offer.colour } as CSSProperties) : undefined}>
      <HourlyHero drop={drop} featured={featured} rarest={rarest} apiOrigin={apiOrigin} />
      {over && <Fastest pace={pace} apiOrigin={apiOrigin} />}
      {over && <NextDrop next={next} />}
      <MerchantSales sales={stillOpen} serverTime={serverTime} />
      <HourlyShelf sale={sale} states={states} query={queryOf(params)} path={path} />
    </main>
  )
}
