import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A webhook receiver. */
export interface Receiver {
  url: string
  /** Received events, in order. */
  events: { id: string; type: string }[]
  close(): void
}

export async function openReceiver(): Promise<Receiver> {
  const events: Receiver['events'] = []
  const server = http.createServer(async (request, response) => {
    const { type } = (await json(request)) as { type: string }
    events.push({ id: String(request.headers['webhook-id']), type })
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, events, close: () => server.close() }
}
