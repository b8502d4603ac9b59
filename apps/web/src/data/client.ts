import type { AppRouter } from '@hourglass/server/trpc'
import { createTRPCClient, httpBatchLink, httpLink, type TRPCClient } from '@trpc/client'

export type Api = TRPCClient<AppRouter>

/** Longest wait for one answer, in a browser and behind a page. */
const BROWSER_ANSWER_MS = 8_000
const PAGE_ANSWER_MS = 3_000

const within =
  (ms: number, more: RequestInit) =>
  (url: RequestInfo | URL | string, init: object = {}): Promise<Response> =>
    fetch(url, { ...init, ...more, signal: AbortSignal.timeout(ms) })

/** The shopper's own line: the session's cookie goes along. */
export function browserApi(origin: string): Api {
  const fetch = within(BROWSER_ANSWER_MS, { credentials: 'include' })
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${origin}/trpc`, fetch })] })
}

/** For server components: nobody's session, nothing kept. Questions asked together go together. */
export function pageApi(origin: string): Api {
  const fetch = within(PAGE_ANSWER_MS, { cache: 'no-store' })
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${origin}/trpc`, fetch })] })
}
