import { once } from 'node:events'
import { createServer } from 'node:http'

/** A webhook's endpoint that keeps which events it was told of. */
export interface EventReceiver {
  url: string
  /** Ids of events, and how often each came. */
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
  if (address === null || typeof address === 'string') throw new Error('the events has no port')
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
