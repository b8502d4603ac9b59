import { type Context, checkHealth, type Health } from '@hourglass/core/operations'
import type { Lifecycle } from './lifecycle.ts'

/** How old an answer about the stores may be, in ms: however many ask, they are asked four times a second at most. */
const FRESH_MS = 250

export interface ServerHealth extends Health {
  server: 'ok' | 'starting' | 'draining'
}

/** Health of the server and its stores: `ok` only when a purchase could succeed. */
export function createHealth(ctx: Context, lifecycle: Lifecycle): () => Promise<ServerHealth> {
  let asked: { at: number; health: Promise<Health> } | undefined
  return async () => {
    if (!asked || performance.now() - asked.at >= FRESH_MS) asked = { at: performance.now(), health: checkHealth(ctx) }
    const health = await asked.health
    const server = lifecycle.draining ? 'draining' : lifecycle.ready ? 'ok' : 'starting'
    return { ...health, status: server === 'ok' ? health.status : 'error', server }
  }
}
