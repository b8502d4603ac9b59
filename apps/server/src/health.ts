import { type Context, checkHealth, type Health } from '@hourglass/core/operations'
import type { Lifecycle } from './lifecycle.ts'

/** How long a health check is cached, in ms: the stores are checked at most four times a second. */
const CACHE_MS = 250

export interface ServerHealth extends Health {
  server: 'ok' | 'starting' | 'draining'
}

/** Checks the server and its stores. `ok` means that a purchase could succeed. */
export function createHealth(ctx: Context, lifecycle: Lifecycle): () => Promise<ServerHealth> {
  let last: { at: number; health: Promise<Health> } | undefined
  return async () => {
    if (!last || performance.now() - last.at >= CACHE_MS) last = { at: performance.now(), health: checkHealth(ctx) }
    const health = await last.health
    const server = lifecycle.draining ? 'draining' : lifecycle.ready ? 'ok' : 'starting'
    return { ...health, status: server === 'ok' ? health.status : 'error', server }
  }
}
