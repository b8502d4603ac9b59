'use client'

import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import type { Facets } from '../catalogue/facets'
import type { UnsealedSale } from '../catalogue/known-things'
import { addressOf, type Query } from '../catalogue/query'
import { pageLoaded } from '../shop/page-loaded'
import { Finder } from './finder'
import styles from './shelf.module.css'

const Found = lazy(() => import('./found').then(({ Found }) => ({ default: Found })))

interface ShelfProps {
  sale: UnsealedSale
  /** Packed, as the page was rendered with them. */
  states: string
  query: Query
  facets: Facets
  path: string
  /** What the query finds, as far as the page has it: shown until the browser finds by itself. */
  children: ReactNode
}

/** All things of an hourly sale, found in the browser; the address bar keeps what is looked for. */
export function Shelf({ sale, states, query: given, facets, path, children }: ShelfProps) {
  const [query, setQuery] = useState(given)
  const [awake, setAwake] = useState(false)
  useEffect(() => void pageLoaded().then(() => setAwake(true)), [])
  useAddress(path, query)
  // Another address of the same page, such as the one without anything looked for.
  const [of, setOf] = useState(addressOf(given))
  if (of !== addressOf(given)) {
    setOf(addressOf(given))
    setQuery(given)
  }
  return (
    <section className={styles.shelf} aria-labelledby="items">
      <Finder query={query} facets={facets} path={path} change={setQuery} />
      {awake ? (
        <Suspense fallback={children}>
          <Found sale={sale} states={states} query={query} change={setQuery}>
            {children}
          </Found>
        </Suspense>
      ) : (
        children
      )}
    </section>
  )
}

/** Keeps the address bar at what is looked for. */
function useAddress(path: string, query: Query): void {
  const address = addressOf(query)
  const written = useRef(address)
  useEffect(() => {
    if (written.current === address) return
    written.current = address
    history.replaceState(null, '', `${path}${address}`)
  }, [path, address])
}
