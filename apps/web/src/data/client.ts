import type { AppRouter } from '@hourglass/server/trpc'
import { createTRPCClient, httpBatchLink, retryLink, type TRPCClient, type TRPCClientError } from '@trpc/client'

export type Api = TRPCClient<AppRouter>

/** The server's limit of calls per batch. */
export const BATCH_MAX = 10
/** Timeout of a call while a page renders. */
const ANSWER_MS = 3_000
/** Retries of a page's read whose connection broke, as one does that a stopping server closes. */
const CONNECTION_RETRIES = 1

export type Fetch = (url: RequestInfo | URL | string, init?: object) => Promise<Response>

export const within =
  (ms: number, more: RequestInit): Fetch =>
  (url, init = {}) =>
    fetch(url, { ...init, ...more, signal: AbortSignal.timeout(ms) })

/** For server components: no session, no cache. */
export function pageApi({ apiOrigin, storefrontKey }: { apiOrigin: string; storefrontKey: string | undefined }): Api {
  const fetch = within(ANSWER_MS, { cache: 'no-store' })
  const headers: Record<string, string> = storefrontKey ? { 'x-storefront-key': storefrontKey } : {}
  const url = `${apiOrigin}/trpc`
  return createTRPCClient<AppRouter>({
    links: [
      retryLink({ retry: ({ error, attempts }) => attempts <= CONNECTION_RETRIES && isConnectionLost(error) }),
      httpBatchLink({ url, fetch, headers, maxItems: BATCH_MAX }),
    ],
  })
}

/** No answer, and not because it took too long: a server that is slow must not be asked twice. */
const isConnectionLost = ({ data, cause }: TRPCClientError<AppRouter>): boolean =>
  !data && cause instanceof TypeError && cause.message === 'fetch failed'
