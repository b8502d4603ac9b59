import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Conforms } from '@hourglass/tools/conforms'

/** Validates every response of a server against its OpenAPI document. @returns a live list of violations */
export function watchAnswers(server: Server, conforms: Conforms): string[] {
  const faults: string[] = []
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    if (/^\/($|(trpc|auth|payments)\/)/.test(path) || method === 'OPTIONS') return
    let body = ''
    const append = (chunk: unknown) => {
      if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) body += chunk
    }
    let head: Record<string, unknown> = {}
    const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse
    const write = response.write.bind(response) as (...given: unknown[]) => boolean
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse
    Object.assign(response, {
      writeHead: (...given: unknown[]) => {
        head = Object(given.at(-1))
        return writeHead(...given)
      },
      write: (chunk: unknown, ...rest: unknown[]) => {
        append(chunk)
        return write(chunk, ...rest)
      },
      end: (chunk?: unknown, ...rest: unknown[]) => {
        append(chunk)
        return end(chunk, ...rest)
      },
    })
    response.once('finish', () => {
      const type = String(head['content-type'] ?? response.getHeader('content-type') ?? '')
      const fault = conforms({ method, path, status: response.statusCode, type, body })
      if (fault !== null) faults.push(`${method} ${path}: ${response.statusCode} ${fault}\n  ${body.slice(0, 300)}`)
    })
  })
  return faults
}
