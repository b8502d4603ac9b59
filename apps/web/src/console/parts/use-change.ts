import { type QueryFilters, useQueryClient } from '@tanstack/react-query'
import { repeating } from '../../buying/asking-again'
import { ONCE } from '../../data/intent'

/** Options of a change that is made once, however often its answer is lost. `about`: queries that are read again afterwards. */
export function useChange(...about: QueryFilters[]) {
  const queries = useQueryClient()
  return {
    ...repeating,
    trpc: ONCE,
    onSettled: () => Promise.all(about.map((filter) => queries.invalidateQueries(filter))),
  }
}
