'use client'

import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { createMatches, type Matches } from '../catalogue/matches'
import type { Api } from '../data/client'
import { mayChange, needsAccount, troubleOf } from '../data/problem'
import { createSession, type Session } from '../data/session'
import { apiLater, optionsOf, TrpcContext } from '../data/trpc'
import { createLive, type Live } from '../live/live'
import { type Clock, createClock } from '../time/clock'
import { takeLocale } from '../words/locale'
import type { Sentences } from '../words/sentences'

/** Shared by all components of a page: one API client, one live feed, one clock, what the shelf's filters match. */
export interface ShopServices {
  apiOrigin: string
  api: Api
  session: Session
  live: Live
  clock: Clock
  matches: Matches
  sentences: Sentences
}

export const ShopContext = createContext<ShopServices | null>(null)

export function useShop(): ShopServices {
  const shop = use(ShopContext)
  if (!shop) throw new Error('useShop is used outside of ShopProvider')
  return shop
}

function openShop(apiOrigin: string, sentences: Sentences): ShopServices {
  const clock = createClock()
  const api = apiLater(() => import('../data/browser-api').then(({ browserApi }) => browserApi(apiOrigin)))
  const [session, live] = [createSession(api), createLive(apiOrigin, api, clock)]
  return { apiOrigin, api, session, live, clock, matches: createMatches(), sentences }
}

/** Retries of a failed query. Refusals that a retry cannot change are not retried. */
const QUERY_RETRIES_MAX = 3

function openQueries(): QueryClient {
  // Always try the network: `navigator.onLine` is not reliable.
  const networkMode = 'always'
  const retry = (failures: number, error: Error) => failures < QUERY_RETRIES_MAX && mayChange(troubleOf(error))
  const mutationCache = new MutationCache({
    // A session has ended elsewhere.
    onError(error) {
      if (needsAccount(troubleOf(error))) void queries.invalidateQueries({ queryKey: [['account', 'get']] })
    },
  })
  const queries = new QueryClient({
    mutationCache,
    defaultOptions: { mutations: { networkMode }, queries: { networkMode, retry } },
  })
  return queries
}

/** Syncs the clock when the page becomes visible, and refetches when it returns from the back-forward cache. */
function refreshOnReturn({ api, clock }: ShopServices, queries: QueryClient): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const syncTime = () =>
    void api.sales.active.query().then(
      ({ server_time }) => clock.sync(server_time),
      () => {},
    )
  document.addEventListener('visibilitychange', () => document.hidden || syncTime(), { signal })
  addEventListener('popstate', syncTime, { signal })
  addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (!persisted) return
      syncTime()
      void queries.invalidateQueries()
    },
    { signal },
  )
  return () => stop.abort()
}

interface ShopProviderProps {
  apiOrigin: string
  sentences: Sentences
  children: ReactNode
}

export function ShopProvider({ apiOrigin, sentences, children }: ShopProviderProps) {
  const [shop] = useState(() => openShop(apiOrigin, sentences))
  const [queries] = useState(openQueries)
  const [trpc] = useState(() => optionsOf(shop.api))
  useEffect(() => takeLocale(navigator.language), [])
  useEffect(() => refreshOnReturn(shop, queries), [shop, queries])
  return (
    <ShopContext value={shop}>
      <QueryClientProvider client={queries}>
        <TrpcContext value={trpc}>{children}</TrpcContext>
      </QueryClientProvider>
    </ShopContext>
  )
}
