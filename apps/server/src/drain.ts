import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { App } from './app.ts'
import type { Lifecycle } from './lifecycle.ts'
import { DRAIN_IDLE_MS, DRAIN_MS } from './limits.ts'

/**
 * Drains a server without losing a request. It stops accepting connections, answers requests on open ones with `Connection: close`,
 * tells live readers to reconnect elsewhere, and then closes connections that stay idle.
 */
export async function drain(app: App, lifecycle: Lifecycle): Promise<void> {
  lifecycle.draining = true
  const http = app.server.server
  // http.Server.close would also cut idle connections, on which a request may already be in flight.
  const closed = new Promise<void>((resolve) => net.Server.prototype.close.call(http, () => resolve()))
  app.feed.close()
  app.system.stop()
  const ended = await Promise.race([closed.then(() => true), delay(DRAIN_IDLE_MS, false)])
  if (!ended) {
    http.closeIdleConnections()
    await Promise.race([closed, delay(DRAIN_MS - DRAIN_IDLE_MS)])
  }
  http.closeAllConnections()
  await app.server.close()
}
