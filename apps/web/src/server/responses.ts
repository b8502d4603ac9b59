import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'

const KEY = Symbol.for('hourglass.responses')
type Shared = { [KEY]?: AsyncLocalStorage<ServerResponse> }

/** The response under way. Next bundles this module apart from the server that fills it, so they meet at a global. */
const shared = globalThis as Shared
shared[KEY] ??= new AsyncLocalStorage()
export const responses: AsyncLocalStorage<ServerResponse> = shared[KEY]
