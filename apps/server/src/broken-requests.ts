import { randomBytes } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { no, type RefusalCode, refusals } from '@hourglass/core/contract'
import { problemOf } from './problem.ts'

const codes: Record<string, RefusalCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** What is no HTTP request, comes too slowly or with too large a head: a problem document, then the end of the line. */
export function answerBrokenRequests(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
  const code = codes[error.code ?? ''] ?? 'invalid_request'
  const { status } = refusals[code]
  const body = JSON.stringify(problemOf(no(code), { url: '', traceId: randomBytes(16).toString('hex') }))
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\nconnection: close\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
