import type { PositionedStates } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import { facetsOf } from '../catalogue/facets'
import { find } from '../catalogue/find'
import type { UnsealedSale } from '../catalogue/item-cache'
import { offerAt } from '../catalogue/offer-at'
import type { Query } from '../catalogue/query'
import { saleItems } from '../catalogue/sale-items'
import { Shelf } from './shelf'

/** Enough for the first screens. */
const FIRST_ITEMS = 12

interface HourlyShelfProps {
  sale: UnsealedSale
  states: PositionedStates
  query: Query
  path: string
}

/** Renders the query's first results on the server; the browser takes over from there. */
export function HourlyShelf({ sale, states: given, query, path }: HourlyShelfProps) {
  const items = saleItems(sale)
  const states = unpackStates(given.states, sale.items_count)
  const stateAt = (position: number) => ITEM_STATES[states[position] ?? ITEM_STATES.length] ?? 'sold'
  const isAvailable = (position: number) => stateAt(position) === 'available'
  const found = find(items, query, { source: sale, isAvailable })
  const first = found.slice(0, FIRST_ITEMS).flatMap((position) => {
    const item = items[position]
    return item ? [offerAt(sale, item, stateAt(position))] : []
  })
  return (
    <Shelf
      key={sale.id}
      sale={sale}
      states={given}
      query={query}
      facets={facetsOf(sale, items)}
      path={path}
      first={first}
      count={found.length}
    />
  )
}
