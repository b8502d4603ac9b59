import type { CheckoutView, RefusalCode } from '@hourglass/core/contract'
import { type Trouble, troubleOf } from '../data/problem'
import type { Receipt } from './receipt'

type Step = 'check_out' | 'purchase'

/** How far buying a basket has come, and what may be done next. */
export type Stage =
  | { name: 'checking_out' }
  | { name: 'ready'; checkout: CheckoutView }
  | { name: 'buying'; lineLost: boolean }
  | { name: 'bought'; receipt: Receipt; checkout: CheckoutView | undefined }
  | { name: 'refused'; during: Step; code: RefusalCode | 'line_lost'; next: Step | null }

/** As much of a mutation as a stage depends on. */
interface Asked<T> {
  isPending: boolean
  failureCount: number
  data: T | undefined
  error: Error | null
}

export function stageOf(checkout: Asked<CheckoutView>, purchase: Asked<Receipt>): Stage {
  if (purchase.isPending) return { name: 'buying', lineLost: purchase.failureCount > 0 }
  if (purchase.data) return { name: 'bought', receipt: purchase.data, checkout: checkout.data }
  if (purchase.error) return refused(troubleOf(purchase.error), 'purchase')
  if (checkout.error) return refused(troubleOf(checkout.error), 'check_out')
  return checkout.data ? { name: 'ready', checkout: checkout.data } : { name: 'checking_out' }
}

function refused(trouble: Trouble, during: Step): Stage {
  if (trouble === 'line_lost') return { name: 'refused', during, code: 'line_lost', next: during }
  const { code, retryable } = trouble
  const anew = code === 'code_expired' || code === 'code_not_found'
  return { name: 'refused', during, code, next: anew ? 'check_out' : retryable ? during : null }
}
