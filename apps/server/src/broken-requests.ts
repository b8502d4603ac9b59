import { randomBytes } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { no, type RefusalCode, refusals } from '@hourglass/core/contract'
import type { RequestCounts, Unanswered } from './metrics/request-counts.ts'
import { problemOf } from './problem.ts'

const codes: Record<string, RefusalCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** What was wrong on connections that are being closed, until it has been counted. */
const broken = new WeakMap<Socket, RefusalCode | Unanswered>()

/** Why a connection is being closed, asked by the request that was under way on it: it is counted there, and only there. */
export function brokenBy(socket: Socket): RefusalCode | Unanswered | undefined {
  const why = broken.get(socket)
  broken.delete(socket)
  return why
}

/** What is no HTTP request, comes too slowly or with too large a head: a problem document, then the end of the line. */
export const answerBrokenRequests =
  ({ noRoute }: Pick<RequestCounts, 'noRoute'>) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
    const code = codes[error.code ?? ''] ?? 'invalid_request'
    if (!broken.has(socket))
      socket.once('close', () => {
        const why = brokenBy(socket)
        if (why) noRoute(why)
      })
    broken.set(socket, error.code === 'HPE_INVALID_EOF_STATE' ? 'incomplete' : code)
    const { status } = refusals[code]
    const body = JSON.stringify(problemOf(no(code), { url: '', traceId: randomBytes(16).toString('hex') }))
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\nconnection: close\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
