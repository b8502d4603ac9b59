import net from 'node:net'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import type { App } from './app.ts'
import type { Lifecycle } from './lifecycle.ts'
import { DRAIN_IDLE_MS, DRAIN_MS, DRAIN_QUIET_MAX_MS, DRAIN_QUIET_MS } from './limits.ts'

/**
 * Drains a server without losing a request. It answers every request with `Connection: close`, stops accepting connections as soon as no
 * new ones arrive, tells live readers to reconnect elsewhere, and then closes connections that stay idle.
 */
export async function drain(app: App, lifecycle: Lifecycle): Promise<void> {
  lifecycle.draining = true
  const http = app.server.server
  await untilQuiet(http)
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

/**
 * Waits until no connection has arrived for a moment. Closing a listener resets the connections that the kernel has accepted and this
 * process has not, with their requests. The last turn of the event loop accepts what is waiting.
 */
async function untilQuiet(http: net.Server): Promise<void> {
  const began = performance.now()
  let last = began
  const note = () => {
    last = performance.now()
  }
  http.on('connection', note)
  while (performance.now() - last < DRAIN_QUIET_MS && performance.now() - began < DRAIN_QUIET_MAX_MS)
    await delay(DRAIN_QUIET_MS / 10)
  await turn()
  http.off('connection', note)
}
