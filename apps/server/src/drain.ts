import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { App } from './app.ts'
import type { Lifecycle } from './lifecycle.ts'
import { DRAIN_IDLE_MS, DRAIN_MS } from './limits.ts'

/**
 * Ends a server without losing a request. No new connection is taken; what is open is answered, each answer asking the
 * client to close; live readers are sent elsewhere; a connection that stays silent is closed, and only then.
 */
export async function drain(app: App, lifecycle: Lifecycle): Promise<void> {
  lifecycle.draining = true
  const http = app.server.server
  // http.Server.close would also cut idle connections, on which a request may be on its way.
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
