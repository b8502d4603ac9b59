import type { CheckoutView, HoldView } from '@hourglass/core/contract'
import { detailOf, ownHoldOf, type Trouble, type TroubleCode, troubleOf, untilOf } from '../data/problem'
import type { Receipt } from './receipt'

type Step = 'check_out' | 'purchase'

/** Why the response is delayed, and when the automatic retry runs (Unix milliseconds). */
export interface Delay {
  reason: 'connection_lost' | 'busy'
  nextRetryAt: number
}

/**
 * `until`: when another buyer's hold may end. `hold`: the shopper's own hold that blocks the purchase. `detail`: the server's own
 * sentence.
 */
interface Refused {
  name: 'refused'
  during: Step
  code: TroubleCode | 'connection_lost'
  next: Step | null
  until: string | null
  hold: HoldView | null
  detail: string | null
}

/** The stage of a purchase and the possible next step. */
export type PurchaseStage =
  | { name: 'checking_out'; delay: Delay | null }
  | { name: 'ready'; checkout: CheckoutView }
  | { name: 'buying'; delay: Delay | null }
  | { name: 'bought'; receipt: Receipt; checkout: CheckoutView | undefined }
  | Refused

/** The part of a mutation's state that determines the stage. */
interface MutationState<T> {
  isPending: boolean
  failureReason: Error | null
  data: T | undefined
  error: Error | null
}

export function stageOf(
  checkout: MutationState<CheckoutView>,
  purchase: MutationState<Receipt>,
  nextRetryAt: number,
): PurchaseStage {
  if (purchase.isPending) return { name: 'buying', delay: delayOf(purchase.failureReason, nextRetryAt) }
  if (purchase.data) return { name: 'bought', receipt: purchase.data, checkout: checkout.data }
  if (purchase.error) return refused(troubleOf(purchase.error), 'purchase')
  if (checkout.error) return refused(troubleOf(checkout.error), 'check_out')
  return checkout.data
    ? { name: 'ready', checkout: checkout.data }
    : { name: 'checking_out', delay: delayOf(checkout.failureReason, nextRetryAt) }
}

function delayOf(failure: Error | null, nextRetryAt: number): Delay | null {
  if (!failure) return null
  const trouble = troubleOf(failure)
  return { reason: trouble !== 'connection_lost' && trouble.code === 'busy' ? 'busy' : 'connection_lost', nextRetryAt }
}

function refused(trouble: Trouble, during: Step): Refused {
  const base = {
    name: 'refused' as const,
    during,
    until: untilOf(trouble),
    hold: ownHoldOf(trouble),
    detail: detailOf(trouble),
  }
  if (trouble === 'connection_lost') return { ...base, code: 'connection_lost', next: during }
  const { code, retryable } = trouble
  const again = code === 'code_expired' || code === 'code_not_found' || code === 'price_changed'
  return { ...base, code, next: again ? 'check_out' : retryable ? during : null }
}
