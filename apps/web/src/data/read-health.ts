import { z } from 'zod'
import { config } from '../config'

const ANSWER_MS = 3_000

/** `/health` of the API, for 200 and 503 alike. */
const health = z.object({ status: z.string(), database: z.string(), redis: z.string(), server: z.string() })

export type Health = z.infer<typeof health>

/** Null if the API does not answer. */
export async function readHealth(): Promise<Health | null> {
  const { apiOrigin, storefrontKey } = config()
  const headers: Record<string, string> = storefrontKey ? { 'x-storefront-key': storefrontKey } : {}
  const signal = AbortSignal.timeout(ANSWER_MS)
  const response = await fetch(`${apiOrigin}/health`, { headers, signal, cache: 'no-store' }).catch(() => null)
  const found = health.safeParse(await response?.json().catch(() => null))
  return found.success ? found.data : null
}
