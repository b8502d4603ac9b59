/** Clients that send too much, too slowly, or nothing at all: each hears why, or is closed, and takes nobody else's time. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { CONNECTIONS_CHECK_MS, HEADER_BYTES_MAX, HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from '../src/limits.ts'
import { createServerStage, type ServerStage } from './stage.ts'

/** For a loaded machine; together with any of the limits still below Node's own default of 60 s, which this tells apart. */
const SLACK_MS = 30_000
/** Bytes of a slow request, one each so often. */
const TRICKLE_MS = 250

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage?.stop())

/** What a raw client hears until its line is closed, and for how long that took. */
async function heard(speak: (socket: Socket) => void): Promise<{ text: string; ms: number }> {
  const socket = connect(stage.port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const began = performance.now()
  speak(socket)
  await once(socket, 'close')
  return { text, ms: performance.now() - began }
}

/** Sends a text a byte at a time, for as long as anybody listens. */
const trickle = (text: string) => (socket: Socket) => {
  let at = 0
  const timer = setInterval(() => socket.write(text.charAt(at++ % text.length)), TRICKLE_MS)
  socket.on('close', () => clearInterval(timer))
}

test('a head that is too large is refused, and the line closed', async () => {
  const { text } = await heard((socket) => socket.write(`GET / HTTP/1.1\r\nx: ${'x'.repeat(HEADER_BYTES_MAX)}\r\n\r\n`))
  assert.match(text, /^HTTP\/1\.1 431 /)
  assert.match(text, /"code":"headers_too_large"/)
})

test('a body of more than is taken is refused before it has come', async () => {
  const { text } = await heard((socket) =>
    socket.write(
      'POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 9999999\r\n\r\n{',
    ),
  )
  assert.match(text, /^HTTP\/1\.1 413 /)
  assert.match(text, /"code":"body_too_large"/)
})

test('who says nothing, or speaks slowly, is told so in seconds; others are answered meanwhile', async () => {
  const head =
    'POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n'
  const waiting = [
    heard(() => {}),
    heard(trickle('GET /livez HTTP/1.1\r\nx-more: ')),
    heard((socket) => {
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

test('who hangs up in the middle of a request leaves nothing behind', async () => {
  const socket = connect(stage.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 500\r\n\r\n{"user')
  socket.resetAndDestroy()
  const { status } = await stage.post(`/checkout?user_id=ben&id=${stage.item(1)}`)
  assert.equal(status, 200)
})
