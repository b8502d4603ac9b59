import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { addresses } from './addresses.ts'

const { apiUrl } = addresses(process.env)

/** A proxy in front of the API that forwards response headers immediately and holds back bodies. */
export interface HoldingProxy {
  origin: string
  /** Forwards bodies from now on, including those held back so far. */
  release(): void
  close(): Promise<void>
}

export async function startHoldingProxy(): Promise<HoldingProxy> {
  const waiting: (() => void)[] = []
  let holding = true
  const server = http.createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', apiUrl)
    const asked = http.request(`${apiUrl}${pathname}${search}`, { headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders()
      if (holding) waiting.push(() => answer.pipe(response))
      else answer.pipe(response)
    })
    response.on('close', () => asked.destroy())
    asked.on('error', () => response.destroy())
    asked.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    release() {
      holding = false
      for (const pass of waiting.splice(0)) pass()
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
