'use client'

import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import { mayChange, troubleOf } from '../../data/problem'
import type { Sentences } from '../../words/sentences'
import { type ConsoleApi, consoleApi } from './api'

interface Console {
  apiOrigin: string
  api: ConsoleApi
  sentences: Sentences
}

const ConsoleContext = createContext<Console | null>(null)

export function useConsole(): Console {
  const found = use(ConsoleContext)
  if (!found) throw new Error('useConsole is used outside of ConsoleProvider')
  return found
}

export const SESSION = ['session']

/** Refusals that mean that nobody is signed in (any more). */
export function isOut(error: unknown): boolean {
  const trouble = troubleOf(error)
  return trouble !== 'line_lost' && ['key_required', 'key_invalid', 'scope_missing'].includes(trouble.code)
}

const QUESTION_TRIES_MAX = 2

function openQueries(): QueryClient {
  const networkMode = 'always'
  const retry = (failures: number, error: Error) => failures < QUESTION_TRIES_MAX && mayChange(troubleOf(error))
  const queries: QueryClient = new QueryClient({
    // Whoever is out is shown so at once, whichever question it was that told.
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (isOut(error) && queryKey[0] !== SESSION[0]) void queries.invalidateQueries({ queryKey: SESSION })
      },
    }),
    defaultOptions: { mutations: { networkMode }, queries: { networkMode, retry } },
  })
  return queries
}

interface ConsoleProviderProps {
  apiOrigin: string
  sentences: Sentences
  children: ReactNode
}

export function ConsoleProvider({ apiOrigin, sentences, children }: ConsoleProviderProps) {
  const [queries] = useState(openQueries)
  const [api] = useState(() => consoleApi(apiOrigin))
  return (
    <ConsoleContext value={{ apiOrigin, api, sentences }}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ConsoleContext>
  )
}
