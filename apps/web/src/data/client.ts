import type { AppRouter } from '@hourglass/server/trpc'
import { createTRPCClient, httpBatchLink, httpLink, type TRPCClient } from '@trpc/client'

export type Api = TRPCClient<AppRouter>

/** Longest wait for one answer, in a browser and behind a page. */
const BROWSER_ANSWER_MS = 8_000
const PAGE_ANSWER_MS = 3_000

type Fetch = (url: RequestInfo | URL | string, init?: object) => Promise<Response>

const within =
  (ms: number, more: RequestInit): Fetch =>
  (url, init = {}) =>
    fetch(url, { ...init, ...more, signal: AbortSignal.timeout(ms) })

/**
 * The first thing that a shopper does makes a guest of the browser, and its answer brings the session's cookie. What else is done
 * at the same time waits for that answer, or it would make a second guest. Reading never does.
 */
function oneArrival(fetch: Fetch): Fetch {
  let arrived: Promise<unknown> | undefined
  return async (url, init) => {
    if ((init as RequestInit | undefined)?.method !== 'POST') return fetch(url, init)
    if (arrived) await arrived
    const answer = fetch(url, init)
    arrived ??= answer.catch(() => {
      arrived = undefined
    })
    return answer
  }
}

/** The shopper's own line: the session's cookie goes along, and the key of an intent that is to be done once. */
export function browserApi(origin: string): Api {
  const fetch = oneArrival(within(BROWSER_ANSWER_MS, { credentials: 'include' }))
  const headers = ({ op }: { op: { context: Record<string, unknown> } }): Record<string, string> =>
    typeof op.context.key === 'string' ? { 'idempotency-key': op.context.key } : {}
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${origin}/trpc`, fetch, headers })] })
}

/** For server components: nobody's session, nothing kept. Questions asked together go together. */
export function pageApi({ apiOrigin, storefrontKey }: { apiOrigin: string; storefrontKey: string | undefined }): Api {
  const fetch = within(PAGE_ANSWER_MS, { cache: 'no-store' })
  const headers: Record<string, string> = storefrontKey ? { 'x-storefront-key': storefrontKey } : {}
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${apiOrigin}/trpc`, fetch, headers })] })
}
