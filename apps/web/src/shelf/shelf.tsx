'use client'

import type { StatesView } from '@hourglass/core/contract'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Offer } from '../buying/offer'
import type { Facets } from '../catalogue/facets'
import type { UnsealedSale } from '../catalogue/item-cache'
import { addressOf, EVERYTHING, type Query } from '../catalogue/query'
import { pageLoaded } from '../shop/page-loaded'
import { foundWords } from '../words/shelf'
import { useLocale } from '../words/use-locale'
import { CardGrid, type Rows } from './card-grid'
import { SearchBar } from './search-bar'
import type { Results } from './search-results'
import styles from './shelf.module.css'

const SearchResults = lazy(() => import('./search-results').then(({ SearchResults }) => ({ default: SearchResults })))

/** Rows shown after the results change, until the visible rows are known. */
const FIRST_ROWS = { first: 0, last: 3 }

interface ShelfProps {
  sale: UnsealedSale
  /** The states that the page was rendered with. */
  states: StatesView
  query: Query
  facets: Facets
  path: string
  /** The query's first results and their total number. */
  first: readonly Offer[]
  count: number
}

/**
 * All items of an hourly sale, searched in the browser; the query is kept in the address bar. Cards rendered by the
 * server stay the same elements when the browser takes over, because the shopper may be about to click one.
 */
export function Shelf({ sale, states, query: given, facets, path, first, count }: ShelfProps) {
  const [query, setQuery] = useState(given)
  const [awake, setAwake] = useState(false)
  const [results, setResults] = useState<Results | null>(null)
  const [rows, setRows] = useState<Rows | null>(null)
  const grid = useRef<HTMLUListElement>(null)
  const cards =
    results && rows
      ? { ...results, rows: rows.of === results.count ? rows : { ...rows, ...FIRST_ROWS } }
      : { count: first.length, offerAt: (place: number) => first[place], rows: null }
  useEffect(() => void pageLoaded().then(() => setAwake(true)), [])
  useAddress(path, query)
  // Navigation to the same page with another query, such as an empty one.
  const [of, setOf] = useState(addressOf(given))
  if (of !== addressOf(given)) {
    setOf(addressOf(given))
    setQuery(given)
  }
  return (
    <section className={styles.shelf} aria-labelledby="items">
      <SearchBar query={query} facets={facets} path={path} change={setQuery} />
      <FoundCount
        found={results?.count ?? count}
        of={sale.items_count}
        showAll={results ? () => setQuery(EVERYTHING) : undefined}
      />
      <CardGrid ref={grid} {...cards} />
      {awake && (
        <Suspense>
          <SearchResults
            sale={sale}
            states={states}
            query={query}
            grid={grid}
            onResults={setResults}
            onVisible={setRows}
          />
        </Suspense>
      )}
    </section>
  )
}

/** Keeps the query in the address bar. */
function useAddress(path: string, query: Query): void {
  const address = addressOf(query)
  const written = useRef(address)
  useEffect(() => {
    if (written.current === address) return
    written.current = address
    history.replaceState(null, '', `${path}${address}`)
  }, [path, address])
}

interface FoundCountProps {
  found: number
  of: number
  /** Undefined until the browser can search. */
  showAll: (() => void) | undefined
}

function FoundCount({ found, of, showAll }: FoundCountProps) {
  useLocale()
  return (
    <div className={styles.count}>
      <p role="status" data-found={found}>
        {foundWords(found, of)}
      </p>
      {showAll && found < of && (
        <button type="button" onClick={showAll}>
          Show all
        </button>
      )}
    </div>
  )
}
