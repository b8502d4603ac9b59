import createFetchClient, { type Client } from 'openapi-fetch'
import { type RetryOptions, retrying } from './retry.ts'
import type { components, paths } from './schema.ts'

export { NoAnswerError, type RetryOptions, retrying } from './retry.ts'
export type { components, paths } from './schema.ts'

/** The problem document of a refusal. */
export type Problem = components['schemas']['Problem']
export type HourglassClient = Client<paths>

export interface ClientOptions extends RetryOptions {
  /** Base URL of the server, such as `https://hourglass.example`. */
  baseUrl: string
  /** API key: `hg_live_…`. */
  key?: string | undefined
}

/**
 * A client with types from the OpenAPI document. Each call returns `data` or `error`, a problem document; refusals do not throw. A call
 * throws NoAnswerError, which has the Idempotency-Key, if no complete response arrives.
 */
export function createClient({ baseUrl, key, ...retry }: ClientOptions): HourglassClient {
  return createFetchClient<paths>({
    baseUrl,
    fetch: retrying(retry),
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
  })
}
