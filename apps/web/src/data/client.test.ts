import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { pageApi } from './client.ts'

/** An API whose nth request is answered by the nth handler, the last one included again. */
async function api(t: TestContext, ...handlers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  let asked = 0
  const server = createServer((request, response) =>
    handlers[Math.min(asked++, handlers.length - 1)]?.(request, response),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  const apiOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { read: () => pageApi({ apiOrigin, storefrontKey: undefined }).sales.get.query({ id: 7 }), asked: () => asked }
}

const cut = (request: IncomingMessage) => request.destroy()
const answer = (_: IncomingMessage, response: ServerResponse) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify([{ result: { data: { id: 7 } } }]))
const refuse = (_: IncomingMessage, response: ServerResponse) =>
  response
    .writeHead(503, { 'content-type': 'application/json' })
    .end(JSON.stringify([{ error: { message: 'unavailable', code: -32603, data: { httpStatus: 503 } } }]))

test('a read whose connection breaks is repeated once', async (t) => {
  const { read, asked } = await api(t, cut, answer)
  assert.deepEqual(await read(), { id: 7 })
  assert.equal(asked(), 2)
})

test('a read is not repeated a second time', async (t) => {
  const { read, asked } = await api(t, cut)
  await assert.rejects(read())
  assert.equal(asked(), 2)
})

test('a read that is refused is not repeated', async (t) => {
  const { read, asked } = await api(t, refuse)
  await assert.rejects(read(), /unavailable/)
  assert.equal(asked(), 1)
})
