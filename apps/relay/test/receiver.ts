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

/** An endpoint that remembers what it got, and answers as a test says. */
export async function startReceiver(answer: Answer = (_received, response) => response.end()) {
  const received: Received[] = []
  let answering = answer
  let underWay = 0
  let mostUnderWay = 0
  const server = http.createServer(async (request, response) => {
    mostUnderWay = Math.max(mostUnderWay, ++underWay)
    response.once('close', () => underWay--)
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
    /** Each event once, in the order of arrival: a delivery may be repeated at any time. */
    events: () => [...new Map(received.map(({ event }) => [event.id, event])).values()],
    ids: () => [...new Set(received.map(({ event }) => event.id))],
    /** Requests that wait for their answer now, and the most that did at one time. */
    underWay: () => ({ now: underWay, most: mostUnderWay }),
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
