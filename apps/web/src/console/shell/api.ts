import type { AdminInputs, AdminOutputs, AdminRouter } from '@hourglass/server/console'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'

export type ConsoleApi = TRPCClient<AdminRouter>
export type Asked = AdminInputs
export type Told = AdminOutputs

/** Longest wait for one answer: a sale of a hundred thousand items takes some seconds. */
const ANSWER_MS = 30_000

/** The operator's line: the console's cookie goes along, and the key of what is to be done once. */
export function consoleApi(origin: string): ConsoleApi {
  const headers = ({ op }: { op: { context: Record<string, unknown> } }): Record<string, string> =>
    typeof op.context.key === 'string' ? { 'idempotency-key': op.context.key } : {}
  const fetchOnce = (url: RequestInfo | URL | string, init: object = {}) =>
    fetch(url, { ...init, credentials: 'include', signal: AbortSignal.timeout(ANSWER_MS) })
  return createTRPCClient<AdminRouter>({
    links: [httpLink({ url: `${origin}/trpc/admin`, fetch: fetchOnce, headers })],
  })
}
