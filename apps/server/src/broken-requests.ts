import { randomBytes } from 'node:crypto'
import { type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type RefusalCode, refusals, refuse } from '@hourglass/core/contract'
import type { RequestCounts, Unanswered } from './metrics/request-counts.ts'
import { problemOf } from './problem.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

const codes: Record<string, RefusalCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** The protocol error on a connection that is being closed, until it is counted. */
const ERROR = Symbol('protocol error')
type Connection = Socket & { [ERROR]?: RefusalCode | Unanswered | undefined }

/** Takes the protocol error off a connection, so that it is counted once: by the request in flight on it, or when it closes. */
export function takeProtocolError(socket: Connection): RefusalCode | Unanswered | undefined {
  const why = socket[ERROR]
  socket[ERROR] = undefined
  return why
}

/** Answers malformed, slow and oversized requests, which Node's parser rejects, with a problem document and closes the connection. */
export const handleClientErrors =
  ({ noRoute }: Pick<RequestCounts, 'noRoute'>) =>
  (error: NodeJS.ErrnoException, socket: Connection): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
    const code = codeOf(error)
    if (socket[ERROR] === undefined)
      socket.once('close', () => {
        const why = takeProtocolError(socket)
        if (why) noRoute(why)
      })
    socket[ERROR] = error.code === 'HPE_INVALID_EOF_STATE' ? 'incomplete' : code
    refuseOnSocket(socket, code)
  }

/** Writes a problem document to a raw socket, outside Fastify, and closes the connection. */
function refuseOnSocket(socket: Duplex, code: RefusalCode): void {
  const { status } = refusals[code]
  const body = JSON.stringify(problemOf(refuse(code), { url: '', traceId: randomBytes(16).toString('hex') }))
  const headers = {
    'content-type': 'application/problem+json',
    connection: 'close',
    ...SECURITY_HEADERS,
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}

/** A well-formed request line. With a method that Node does not know, the answer is 501 (RFC 9110 §15.6.2). */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]\r?\n/

function codeOf(error: NodeJS.ErrnoException & { rawPacket?: Buffer; bytesParsed?: number }): RefusalCode {
  if (error.code !== 'HPE_INVALID_METHOD') return codes[error.code ?? ''] ?? 'invalid_request'
  const text = error.rawPacket?.toString('latin1') ?? ''
  const line = text.slice(text.lastIndexOf('\n', (error.bytesParsed ?? 0) - 1) + 1)
  return REQUEST_LINE.test(line) ? 'not_implemented' : 'invalid_request'
}

/** Handles CONNECT and `Expect`, which Node would otherwise answer with an empty body or a closed connection. */
export function handleProtocolRequests(server: Server, { noRoute }: Pick<RequestCounts, 'noRoute'>): void {
  server.on('connect', (_request, socket) => {
    noRoute('not_implemented')
    refuseOnSocket(socket, 'not_implemented')
  })
  // A server may ignore an unknown expectation (RFC 9110 §10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}
