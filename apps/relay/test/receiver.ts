import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CloudEvent } from '@hourglass/core/contract'

export interface Received {
  headers: Record<string, string>
  body: string
  event: CloudEvent
  path: string
}

export type Answer = (received: Received, response: http.ServerResponse) => void

/** A webhook endpoint that records requests and answers as the test says. */
export async function startReceiver(answer: Answer = (_received, response) => response.end()) {
  const received: Received[] = []
  let answering = answer
  let open = 0
  let maxOpen = 0
  const server = http.createServer(async (request, response) => {
    maxOpen = Math.max(maxOpen, ++open)
    response.once('close', () => open--)
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    const headers = request.headers as Record<string, string>
    const one = { headers, body, event: JSON.parse(body), path: request.url ?? '' }
    received.push(one)
    answering(one, response)
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    /** Distinct events in order of arrival. Deliveries may be repeated at any time. */
    events: () => [...new Map(received.map(({ event }) => [event.id, event])).values()],
    ids: () => [...new Set(received.map(({ event }) => event.id))],
    /** Open requests now, and the maximum so far. */
    openRequests: () => ({ now: open, max: maxOpen }),
    answer(next: Answer) {
      answering = next
    },
    /** Refuses connections until `start`. */
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    start: () => listen(port),
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** Answers with a status. */
export const status =
  (code: number, headers: http.OutgoingHttpHeaders = {}): Answer =>
  (_received, response) =>
    response.writeHead(code, headers).end()
