'use client'

import { hashKey, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import { mayChange, troubleOf } from '../../data/problem'
import type { Sentences } from '../../words/sentences'
import { consoleClient, TRPCProvider } from './api'

interface Console {
  apiOrigin: string
  sentences: Sentences
}

const ConsoleContext = createContext<Console | null>(null)

export function useConsole(): Console {
  const found = use(ConsoleContext)
  if (!found) throw new Error('useConsole is used outside of ConsoleProvider')
  return found
}

/** Refusals that mean that nobody who may use the console is signed in. */
const SIGNED_OUT = ['sign_in_required', 'role_missing']

/** Whether a refusal of the session means that the operator is not signed in. */
export function isSignedOut(error: unknown): boolean {
  const trouble = troubleOf(error)
  return trouble !== 'connection_lost' && SIGNED_OUT.includes(trouble.code)
}

const QUERY_RETRIES_MAX = 2

function openConsole(apiOrigin: string) {
  const trpcClient = consoleClient(apiOrigin)
  const networkMode = 'always'
  const retry = (failures: number, error: Error) => failures < QUERY_RETRIES_MAX && mayChange(troubleOf(error))
  const queryClient: QueryClient = new QueryClient({
    // Any refused query shows the sign-in page at once.
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (isSignedOut(error) && hashKey(queryKey) !== hashKey(session))
          void queryClient.invalidateQueries({ queryKey: session })
      },
    }),
    defaultOptions: { mutations: { networkMode }, queries: { networkMode, retry } },
  })
  const session = createTRPCOptionsProxy({ client: trpcClient, queryClient }).session.pathKey()
  return { trpcClient, queryClient }
}

interface ConsoleProviderProps {
  apiOrigin: string
  sentences: Sentences
  children: ReactNode
}

export function ConsoleProvider({ apiOrigin, sentences, children }: ConsoleProviderProps) {
  const [{ trpcClient, queryClient }] = useState(() => openConsole(apiOrigin))
  return (
    <ConsoleContext value={{ apiOrigin, sentences }}>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
        </TRPCProvider>
      </QueryClientProvider>
    </ConsoleContext>
  )
}
