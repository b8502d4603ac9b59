import type { AdminInputs, AdminOutputs, AdminRouter } from '@hourglass/server/console'
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { forwardLink, keyHeader, onceLink } from '../../data/links'

export type Inputs = AdminInputs
export type Outputs = AdminOutputs

/** Timeout of a call. Creating a sale of a hundred thousand items takes some seconds. */
const ANSWER_MS = 30_000

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AdminRouter>()

/** The console's client. It sends the cookie and idempotency keys; the admin API does not support batches. */
export function consoleClient(origin: string) {
  const url = `${origin}/trpc/admin`
  const fetchOnce = (input: RequestInfo | URL | string, init: object = {}) =>
    fetch(input, { ...init, credentials: 'include', signal: AbortSignal.timeout(ANSWER_MS) })
  return createTRPCClient<AdminRouter>({
    links: [
      forwardLink(),
      onceLink(),
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url, eventSourceOptions: { withCredentials: true } }),
        false: httpLink({ url, fetch: fetchOnce, headers: keyHeader }),
      }),
    ],
  })
}
