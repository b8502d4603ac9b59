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

/** What was wrong on a connection that is being closed, until it has been counted. */
const BROKEN = Symbol('broken')
type Connection = Socket & { [BROKEN]?: RefusalCode | Unanswered | undefined }

/** Why a connection is being closed, asked by the request that was under way on it: it is counted there, and only there. */
export function brokenBy(socket: Connection): RefusalCode | Unanswered | undefined {
  const why = socket[BROKEN]
  socket[BROKEN] = undefined
  return why
}

/** What is no HTTP request, comes too slowly or with too large a head: a problem document, then the end of the line. */
export const answerBrokenRequests =
  ({ noRoute }: Pick<RequestCounts, 'noRoute'>) =>
  (error: NodeJS.ErrnoException, socket: Connection): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
    const code = codeOf(error)
    if (socket[BROKEN] === undefined)
      socket.once('close', () => {
        const why = brokenBy(socket)
        if (why) noRoute(why)
      })
    socket[BROKEN] = error.code === 'HPE_INVALID_EOF_STATE' ? 'incomplete' : code
    refuseOnSocket(socket, code)
  }

/** A problem document on a connection that no request of the framework's is under way on, and the end of the connection. */
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

/** A method that Node does not know, in a request line that is one otherwise (RFC 9110 §15.6.2). */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]\r?\n/

function codeOf(error: NodeJS.ErrnoException & { rawPacket?: Buffer; bytesParsed?: number }): RefusalCode {
  if (error.code !== 'HPE_INVALID_METHOD') return codes[error.code ?? ''] ?? 'invalid_request'
  const text = error.rawPacket?.toString('latin1') ?? ''
  const line = text.slice(text.lastIndexOf('\n', (error.bytesParsed ?? 0) - 1) + 1)
  return REQUEST_LINE.test(line) ? 'not_implemented' : 'invalid_request'
}

/** What Node would answer by itself, with an empty body or by closing the connection: refused in our words, or passed on. */
export function takeOver(server: Server, { noRoute }: Pick<RequestCounts, 'noRoute'>): void {
  server.on('connect', (_request, socket) => {
    noRoute('not_implemented')
    refuseOnSocket(socket, 'not_implemented')
  })
  // An expectation that is not known may be ignored (RFC 9110 §10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}
