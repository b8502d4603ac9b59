import { type QueryFilters, useQueryClient } from '@tanstack/react-query'
import { retryOptions } from '../../buying/retry'
import { ONCE } from '../../data/intent'

/** Options of a change that is made once, however often its answer is lost. `about`: queries that are read again afterwards. */
export function useChange(...about: QueryFilters[]) {
  const queries = useQueryClient()
  return {
    ...retryOptions,
    trpc: ONCE,
    onSettled: () => Promise.all(about.map((filter) => queries.invalidateQueries(filter))),
  }
}
