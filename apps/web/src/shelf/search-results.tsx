import type { StatesView } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import { type RefObject, useDeferredValue, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import type { Offer } from '../buying/offer'
import { find } from '../catalogue/find'
import type { UnsealedSale } from '../catalogue/item-cache'
import { offerAt } from '../catalogue/offer-at'
import { isFiltered, type Query } from '../catalogue/query'
import { useSaleItems } from '../catalogue/use-sale-items'
import { useShop } from '../shop/shop'
import type { Rows } from './card-grid'
import { VisibleRows } from './visible-rows'

/** The results of a query: their number, and the offer at each place. */
export interface Results {
  count: number
  /** Returns the same object each time, so that the card does not re-render. */
  offerAt(place: number): Offer | undefined
}

interface SearchResultsProps {
  sale: UnsealedSale
  states: StatesView
  query: Query
  grid: RefObject<HTMLUListElement | null>
  onResults(results: Results): void
  onVisible(rows: Rows): void
}

const AVAILABLE = ITEM_STATES.indexOf('available')

/**
 * Finds all matches once the items of the sale are generated. Items sold later stay in place, marked, until the query
 * changes. The first search uses the states that the page was rendered with, so that no card moves.
 */
export function SearchResults({ sale, states: { states }, query, grid, onResults, onVisible }: SearchResultsProps) {
  const { live, matches } = useShop()
  const items = useSaleItems(sale)
  const asked = useDeferredValue(query)
  const [initial] = useState(query)
  const given = useMemo(() => unpackStates(states, sale.items_count), [states, sale.items_count])
  const found = useMemo(() => {
    const now = (position: number) => (asked === initial ? undefined : live.states(sale.id)[position])
    const isAvailable = (position: number) => (now(position) ?? given[position]) === AVAILABLE
    return items && find(items, asked, { source: { seed: sale.seed, edition: sale.edition }, isAvailable })
  }, [items, asked, initial, sale.id, sale.seed, sale.edition, given, live])
  useEffect(() => {
    matches.set(sale.id, found && isFiltered(asked) ? new Set(found) : null)
    return () => matches.set(sale.id, null)
  }, [matches, sale.id, found, asked])
  useLayoutEffect(() => {
    if (!items || !found) return
    const offers = new Map<number, Offer>()
    onResults({
      count: found.length,
      offerAt(place) {
        const position = found[place] ?? 0
        const item = items[position]
        if (!item) return undefined
        const state = ITEM_STATES[live.states(sale.id)[position] ?? given[position] ?? AVAILABLE] ?? 'sold'
        const offer = offers.get(position) ?? offerAt(sale, item, state)
        offers.set(position, offer)
        return offer
      },
    })
  }, [items, found, sale, given, live, onResults])
  return found && <VisibleRows grid={grid} count={found.length} onVisible={onVisible} />
}
