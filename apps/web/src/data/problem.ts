import type { HoldView, RefusalCode } from '@hourglass/core/contract'
import type { AppRouter } from '@hourglass/server/trpc'
import type { TRPCClientError } from '@trpc/client'

/** Errors of the API: a refusal with its problem document, or no response. */
/** A refusal by the server, or blocked cookies. */
export type TroubleCode = RefusalCode | 'cookies_blocked'

export type Trouble = { code: TroubleCode; retryable: boolean; document: object } | 'connection_lost'

/** An error without a problem document is internal. One without data never reached the API, or its response was lost. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Error && error.name === 'CookiesBlocked')
    return { code: 'cookies_blocked', retryable: false, document: {} }
  // Compared by name: importing the class would load the whole client.
  const ours = error instanceof Error && error.name === 'TRPCClientError'
  const data = ours ? (error as TRPCClientError<AppRouter>).data : undefined
  if (data === undefined || data === null) return 'connection_lost'
  if (!data.problem) return { code: 'internal_error', retryable: true, document: {} }
  const { code, retryable } = data.problem
  return { code, retryable, document: data.problem }
}

/** The outcome is unknown: the connection broke, the ledger was unavailable, or the same request is still running. */
export const isUnknown = (trouble: Trouble): boolean =>
  trouble === 'connection_lost' ||
  trouble.code === 'unavailable' ||
  trouble.code === 'internal_error' ||
  trouble.code === 'in_progress'

/** Whether a retry may succeed. */
export const mayChange = (trouble: Trouble): boolean => trouble === 'connection_lost' || trouble.retryable

/** The buyer has no account, or is no longer signed in. */
export const needsAccount = (trouble: Trouble): boolean =>
  trouble !== 'connection_lost' && trouble.code === 'sign_in_required'

/** The server's own sentence, which may say more than the code. */
export const detailOf = (trouble: Trouble): string | null => documentOf(trouble).detail ?? null

/** When another buyer's hold ends and a retry is worthwhile; null if unknown. */
export function untilOf(trouble: Trouble): string | null {
  const { retry_at } = documentOf(trouble)
  return typeof retry_at === 'string' ? retry_at : null
}

/** The shopper's own hold that blocks the purchase. */
export const ownHoldOf = (trouble: Trouble): HoldView | null =>
  trouble !== 'connection_lost' && trouble.code === 'held_by_you' ? (documentOf(trouble).reservation ?? null) : null

const documentOf = (trouble: Trouble): { retry_at?: unknown; reservation?: HoldView; detail?: string } =>
  trouble === 'connection_lost' ? {} : trouble.document
