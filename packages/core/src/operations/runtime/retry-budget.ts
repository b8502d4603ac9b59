/**
 * Retry budget of one request, shared by all layers: a rebuilt gate, an epoch that changed before the commit, a voided id. It covers
 * three rebuilds in a row. Beyond that the gate is not reliable: the ledger decides alone, or the request is refused as `busy`.
 */
export const REQUEST_TRIES_MAX = 6

export interface RetryBudget {
  left: number
}

export const retryBudget = (): RetryBudget => ({ left: REQUEST_TRIES_MAX })

/** Spends one attempt. False: the budget is exhausted. */
export const spend = (budget: RetryBudget): boolean => budget.left-- > 0
