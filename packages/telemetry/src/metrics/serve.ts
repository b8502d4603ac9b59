import { createServer, type Server } from 'node:http'
import { METRICS_TYPE, type Metrics } from './metrics.ts'

/** Longest that a reader may take for its request, and connections at once: it serves one or two readers of metrics. */
const REQUEST_TIMEOUT_MS = 5_000
const CONNECTIONS_MAX = 32

/**
 * `GET /metrics` and `GET /livez` on an address of their own, asked without a key: whoever can reach it may read it.
 * @throws when the port cannot be opened
 */
export async function serveMetrics(metrics: Metrics, { host, port }: { host: string; port: number }): Promise<Server> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, async (request, response) => {
    const path = request.url?.split('?', 1)[0]
    if (request.method !== 'GET' || (path !== '/metrics' && path !== '/livez')) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('GET /metrics or /livez\n')
      return
    }
    if (path === '/livez') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{"status":"ok"}')
      return
    }
    const text = await metrics.text()
    response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text)
  })
  server.maxConnections = CONNECTIONS_MAX
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  // It keeps no process alive.
  return server.unref()
}
