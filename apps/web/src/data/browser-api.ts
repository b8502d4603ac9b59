import type { AppRouter } from '@hourglass/server/trpc'
import { createTRPCClient, httpBatchLink, httpLink, splitLink } from '@trpc/client'
import { type Api, BATCH_MAX, type Fetch, within } from './client'
import { keyHeader, onceLink } from './links'

/** Longest wait for one answer. */
const ANSWER_MS = 8_000
/** Longer addresses are refused on the way. */
const URL_LENGTH_MAX = 2_000

/**
 * A shopper's first change makes a guest session, and its answer brings the session's cookie. Other changes at the same time wait
 * for that answer, or each would make a guest of its own. Reading never does.
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

/** The shopper's own client: it sends the session's cookie. Reads go in batches, changes one by one. */
export function browserApi(origin: string): Api {
  const url = `${origin}/trpc`
  const fetch = within(ANSWER_MS, { credentials: 'include' })
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'query',
        true: httpBatchLink({ url, fetch, maxItems: BATCH_MAX, maxURLLength: URL_LENGTH_MAX }),
        false: [onceLink(), httpLink({ url, fetch: firstAlone(fetch), headers: keyHeader })],
      }),
    ],
  })
}
