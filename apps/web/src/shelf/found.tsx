'use client'

import { type ReactNode, useDeferredValue, useMemo } from 'react'
import type { Offer } from '../buying/offer'
import { find } from '../catalogue/find'
import type { UnsealedSale } from '../catalogue/known-things'
import { offerAt } from '../catalogue/offer-at'
import { EVERYTHING, type Query } from '../catalogue/query'
import { useThings } from '../catalogue/use-things'
import { STATES, unpackStates } from '../live/states'
import { useShop } from '../shop/shop'
import { FoundCount } from './found-count'
import { VirtualGrid } from './virtual-grid'

interface FoundProps {
  sale: UnsealedSale
  states: string
  query: Query
  change(query: Query): void
  /** Stands in until the things of the sale are described. */
  children: ReactNode
}

const AVAILABLE = STATES.indexOf('available')

/** What a query finds, all of it. What is sold while one looks stays in its place, marked, until something else is looked for. */
export function Found({ sale, states, query, change, children }: FoundProps) {
  const { live } = useShop()
  const things = useThings(sale)
  const asked = useDeferredValue(query)
  const given = useMemo(() => unpackStates(states, sale.items_count), [states, sale.items_count])
  const found = useMemo(() => {
    const isAvailable = (position: number) => (live.states(sale.id)[position] ?? given[position]) === AVAILABLE
    return things && find(things, asked, { seed: sale.seed, isAvailable })
  }, [things, asked, sale.id, sale.seed, given, live])
  // As they are when they come into the page; what becomes of them since, each card hears by itself.
  const offers = useMemo(() => found && new Map<number, Offer>(), [found])
  if (!things || !found || !offers) return children
  return (
    <>
      <FoundCount found={found.length} of={things.length} showAll={() => change(EVERYTHING)} />
      <VirtualGrid
        count={found.length}
        offerOf={(place) => {
          const position = found[place] ?? 0
          const thing = things[position]
          if (!thing) return undefined
          const state = STATES[live.states(sale.id)[position] ?? given[position] ?? AVAILABLE] ?? 'sold'
          const offer = offers.get(position) ?? offerAt(sale, thing, state)
          offers.set(position, offer)
          return offer
        }}
      />
    </>
  )
}
