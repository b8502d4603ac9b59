/**
 * Tries of one request over all its layers: a rebuilt gate, an epoch that ended before the commit, an id that is used up. Enough for
 * three rebuilds in a row; more means that the gate cannot be trusted, and the ledger decides alone or the answer is `busy`.
 */
export const REQUEST_TRIES_MAX = 6

export interface RetryBudget {
  left: number
}

export const retryBudget = (): RetryBudget => ({ left: REQUEST_TRIES_MAX })

/** Takes one try from the budget, if there is one. */
export const spend = (budget: RetryBudget): boolean => budget.left-- > 0
