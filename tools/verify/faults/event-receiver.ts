import { once } from 'node:events'
import { createServer } from 'node:http'

/** A webhook endpoint that records the events it receives. */
export interface EventReceiver {
  url: string
  /** Event ids and how often each was received. */
  readonly received: ReadonlyMap<string, number>
  close(): Promise<unknown>
}

export async function startEventReceiver(): Promise<EventReceiver> {
  const received = new Map<string, number>()
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const id = String(request.headers['webhook-id']).replace(/^evt_/, '')
      received.set(id, (received.get(id) ?? 0) + 1)
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the event receiver has no port')
  return {
    url: `http://127.0.0.1:${address.port}/events`,
    received,
    close() {
      server.closeAllConnections()
      server.close()
      return once(server, 'close')
    },
  }
}
