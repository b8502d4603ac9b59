import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'

const KEY = Symbol.for('hourglass.responses')
type Shared = { [KEY]?: AsyncLocalStorage<ServerResponse> }

/** The current response. Next bundles this module separately from the server that sets it, so both use a global. */
const shared = globalThis as Shared
shared[KEY] ??= new AsyncLocalStorage()
export const responses: AsyncLocalStorage<ServerResponse> = shared[KEY]

/** Sets the status of the page that is being rendered. @returns false under `next dev`, which runs without our server */
export function setStatus(status: number): boolean {
  const response = responses.getStore()
  if (!response || response.headersSent) return false
  response.statusCode = status
  return true
}
