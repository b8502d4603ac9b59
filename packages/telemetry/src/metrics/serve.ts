import { createServer, type Server } from 'node:http'
import { METRICS_TYPE, type Metrics } from './metrics.ts'

/** Request timeout and connection limit: this server has one or two clients. */
const REQUEST_TIMEOUT_MS = 5_000
const CONNECTIONS_MAX = 32

/**
 * Serves `GET /metrics` and `GET /livez` on a separate address, without authentication: limit access at the network.
 * @throws when it cannot listen on the port
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
  // This server must not keep the process alive.
  return server.unref()
}
