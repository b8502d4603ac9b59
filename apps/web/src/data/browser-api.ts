import type { AppRouter } from '@hourglass/server/trpc'
import { createTRPCClient, httpBatchLink, httpLink, splitLink } from '@trpc/client'
import { type Api, BATCH_MAX, type Fetch, within } from './client'
import { keyHeader, onceLink } from './links'
import { passHeader } from './passes'

/** Timeout of a call. */
const ANSWER_MS = 8_000
/** Proxies reject longer URLs. */
const URL_LENGTH_MAX = 2_000

/**
 * A shopper's first mutation creates a guest session, and its response sets the cookie. Concurrent mutations wait for
 * that response, else each would create its own guest. Queries never create a session.
 */
function firstAlone(fetch: Fetch): Fetch {
  let arrived: Promise<unknown> | undefined
  return async (url, init) => {
    if (arrived) await arrived
    const answer = fetch(url, init)
    arrived ??= answer.catch(() => {
      arrived = undefined
    })
    return answer
  }
}

/** The browser's client. It sends the session cookie; queries are batched, mutations are not. */
export function browserApi(origin: string): Api {
  const url = `${origin}/trpc`
  const fetch = within(ANSWER_MS, { credentials: 'include' })
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'query',
        true: httpBatchLink({ url, fetch, maxItems: BATCH_MAX, maxURLLength: URL_LENGTH_MAX }),
        false: [
          onceLink(),
          httpLink({ url, fetch: firstAlone(fetch), headers: (call) => ({ ...keyHeader(call), ...passHeader() }) }),
        ],
      }),
    ],
  })
}
