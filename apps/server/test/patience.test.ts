/** Oversized, slow and idle requests are refused or cut off without delaying other clients. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { CONNECTIONS_CHECK_MS, HEADER_BYTES_MAX, HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from '../src/limits.ts'
import { createServerStage, type ServerStage } from './stage.ts'

/** Allowance for a loaded machine. With it, each limit is still below Node's default of 60 s. */
const SLACK_MS = 30_000
/** A slow request sends one byte per interval. */
const TRICKLE_MS = 250

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage?.stop())

/** Everything that a raw client receives until its connection is closed, and the time that took. */
async function received(send: (socket: Socket) => void): Promise<{ text: string; ms: number }> {
  const socket = connect(stage.port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const began = performance.now()
  send(socket)
  await once(socket, 'close')
  return { text, ms: performance.now() - began }
}

/** Sends a text byte by byte until the connection closes. */
const trickle = (text: string) => (socket: Socket) => {
  let at = 0
  const timer = setInterval(() => socket.write(text.charAt(at++ % text.length)), TRICKLE_MS)
  socket.on('close', () => clearInterval(timer))
}

test('oversized request headers are refused with 431 and the connection is closed', async () => {
  const { text } = await received((socket) =>
    socket.write(`GET / HTTP/1.1\r\nx: ${'x'.repeat(HEADER_BYTES_MAX)}\r\n\r\n`),
  )
  assert.match(text, /^HTTP\/1\.1 431 /)
  assert.match(text, /"code":"headers_too_large"/)
})

test('an oversized body is refused with 413 before it arrives', async () => {
  const { text } = await received((socket) =>
    socket.write(
      'POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 9999999\r\n\r\n{',
    ),
  )
  assert.match(text, /^HTTP\/1\.1 413 /)
  assert.match(text, /"code":"body_too_large"/)
})

test('idle and slow requests get 408 within seconds while other requests are served', async () => {
  const head =
    'POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n'
  const waiting = [
    received(() => {}),
    received(trickle('GET /livez HTTP/1.1\r\nx-more: ')),
    received((socket) => {
      socket.write(head)
      trickle('{"user_id": ')(socket)
    }),
  ]
  const { status } = await stage.post(`/checkout?user_id=ann&id=${stage.item(0)}`)
  assert.equal(status, 200)

  const [silent, slowHead, slowBody] = await Promise.all(waiting)
  for (const [client, most] of [
    [silent, HEADERS_TIMEOUT_MS],
    [slowHead, HEADERS_TIMEOUT_MS],
    [slowBody, REQUEST_TIMEOUT_MS],
  ] as const) {
    assert.match(client?.text ?? '', /^HTTP\/1\.1 408 /)
    assert.match(client?.text ?? '', /"code":"request_timeout"/)
    assert.ok((client?.ms ?? 0) < most + CONNECTIONS_CHECK_MS + SLACK_MS)
  }
})

test('a client that disconnects in the middle of a request does not affect others', async () => {
  const socket = connect(stage.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 500\r\n\r\n{"user')
  socket.resetAndDestroy()
  const { status } = await stage.post(`/checkout?user_id=ben&id=${stage.item(1)}`)
  assert.equal(status, 200)
})
