import type { HoldView, RefusalCode } from '@hourglass/core/contract'
import type { AppRouter } from '@hourglass/server/trpc'
import type { TRPCClientError } from '@trpc/client'

/** What came instead of an answer: a refusal with its problem document, or nothing at all. */
/** A refusal of the server's, or that the browser keeps no cookies. */
export type TroubleCode = RefusalCode | 'cookies_blocked'

export type Trouble = { code: TroubleCode; retryable: boolean; document: object } | 'connection_lost'

/** An error without a problem document is a defect. One without data never reached the API, or its answer was lost. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Error && error.name === 'CookiesBlocked')
    return { code: 'cookies_blocked', retryable: false, document: {} }
  // By its name: its class would bring the whole client along.
  const ours = error instanceof Error && error.name === 'TRPCClientError'
  const data = ours ? (error as TRPCClientError<AppRouter>).data : undefined
  if (data === undefined || data === null) return 'connection_lost'
  if (!data.problem) return { code: 'internal_error', retryable: true, document: {} }
  const { code, retryable } = data.problem
  return { code, retryable, document: data.problem }
}

/** No word on whether it was done: the line broke, the ledger could not be asked, or the same request is still under way. */
export const isUnknown = (trouble: Trouble): boolean =>
  trouble === 'connection_lost' ||
  trouble.code === 'unavailable' ||
  trouble.code === 'internal_error' ||
  trouble.code === 'in_progress'

/** Whether a question may be answered otherwise if it is asked again. */
export const mayChange = (trouble: Trouble): boolean => trouble === 'connection_lost' || trouble.retryable

/** From when on it is worth asking again for what somebody else holds; null when that is not known. */
export function untilOf(trouble: Trouble): string | null {
  const { retry_at } = documentOf(trouble)
  return typeof retry_at === 'string' ? retry_at : null
}

/** The shopper's own hold, which is why there is nothing left to buy. */
export const ownHoldOf = (trouble: Trouble): HoldView | null =>
  trouble !== 'connection_lost' && trouble.code === 'held_by_you' ? (documentOf(trouble).reservation ?? null) : null

const documentOf = (trouble: Trouble): { retry_at?: unknown; reservation?: HoldView } =>
  trouble === 'connection_lost' ? {} : trouble.document
