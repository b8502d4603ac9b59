import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../data/trpc'

/** Several parts of a page ask for it. */
const FRESH_MS = 10_000

/** The account that this browser is signed in to; null for a guest, undefined until it is known. */
export function useAccount() {
  const trpc = useTRPC()
  return useQuery(trpc.account.get.queryOptions(undefined, { staleTime: FRESH_MS }))
}

/** How one can sign in here. */
export function useSignInMethods() {
  const trpc = useTRPC()
  return useQuery(trpc.account.methods.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
}
