import createFetchClient, { type Client } from 'openapi-fetch'
import { type RetryOptions, retrying } from './retry.ts'
import type { components, paths } from './schema.ts'

export { NoAnswerError, type RetryOptions, retrying } from './retry.ts'
export type { components, paths } from './schema.ts'

/** A problem document: whatever is not a yes. */
export type Problem = components['schemas']['Problem']
export type HourglassClient = Client<paths>

export interface ClientOptions extends RetryOptions {
  /** Where Hourglass is, such as `https://hourglass.example`. */
  baseUrl: string
  /** A key: `hg_live_…`. */
  key?: string
}

/** Hourglass, typed from its OpenAPI document. Each call gives `data` or `error`, a problem document; it does not throw for a
 * refusal. It throws NoAnswerError, with the Idempotency-Key, when no answer arrived. */
export function createClient({ baseUrl, key, ...retry }: ClientOptions): HourglassClient {
  return createFetchClient<paths>({
    baseUrl,
    fetch: retrying(retry),
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
  })
}
