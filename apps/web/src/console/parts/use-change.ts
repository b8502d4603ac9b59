import { type QueryFilters, useQueryClient } from '@tanstack/react-query'
import { retryOptions } from '../../buying/retry'
import { ONCE } from '../../data/intent'

/** Options of a mutation that runs once even if responses are lost. `about`: queries to refetch afterwards. */
export function useChange(...about: QueryFilters[]) {
  const queries = useQueryClient()
  return {
    ...retryOptions,
    trpc: ONCE,
    onSettled: () => Promise.all(about.map((filter) => queries.invalidateQueries(filter))),
  }
}
