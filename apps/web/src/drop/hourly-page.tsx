import { type GeneratedItem, RARITIES } from '@hourglass/core/catalog'
import type { StatesView } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { CSSProperties } from 'react'
import type { UnsealedSale } from '../catalogue/item-cache'
import { queryOf } from '../catalogue/query-of'
import { saleItems } from '../catalogue/sale-items'
import type { HourlyDrop } from '../data/read-drop'
import { describer } from '../field/describe'
import { HourlyShelf } from '../shelf/hourly-shelf'
import { Fastest } from './fastest'
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
  const featured = featuredOf(sale, saleItems(sale), states)
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

/** The first of the rarest available items, shown in the caption when the page opens. */
function featuredOf(sale: UnsealedSale, items: readonly GeneratedItem[], { states: packed }: StatesView) {
  const states = unpackStates(packed, sale.items_count)
  const stateAt = (position: number) => ITEM_STATES[states[position] ?? 0] ?? 'available'
  for (const rarity of RARITIES.toReversed()) {
    const item = items.find((one) => one.rarity === rarity && stateAt(one.index) === 'available')
    if (item) return describer(sale, items, stateAt)(item.index)
  }
  return null
}
