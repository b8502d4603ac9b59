/** Aborted, incomplete and malformed requests are counted once each, under the right outcome. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { createServerStage, type ServerStage, sendBytes } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage?.stop())

/** Request counts by method, route, outcome and result, from the metrics. */
async function counted(): Promise<Map<string, number>> {
  const text = await stage.metrics.text()
  const lines = text.matchAll(
    /^hourglass_http_request_duration_seconds_count\{method="(\w+)",route="(.*)",outcome="(\w+)",result="(\w+)"\} (\d+)$/gm,
  )
  return new Map(
    Array.from(lines, ([, method, route, outcome, result, n]) => [
      [method, route, outcome, result].join(' '),
      Number(n),
    ]),
  )
}

/** Counts since `before`. */
async function since(before: Map<string, number>): Promise<Record<string, number>> {
  const rises = [...(await counted())].map(([name, n]) => [name, n - (before.get(name) ?? 0)] as const)
  return Object.fromEntries(rises.filter(([, rise]) => rise !== 0))
}

/** Asserts that exactly `expected` is counted since `before`. Waits, because a request is counted when the server sees its end. */
async function assertCounted(before: Map<string, number>, expected: Record<string, number>): Promise<void> {
  const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0)
  await until('the requests are counted', async () => total(await since(before)) >= total(expected))
  assert.deepEqual(await since(before), expected)
}

async function openSocket(bytes: string): Promise<Socket> {
  const socket = connect(stage.port, '127.0.0.1')
  socket.on('error', () => {}).resume()
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}

const head = (length: number) =>
  `POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`

/** Blocks recording of attempts until `release`; `arrived` resolves with the first one. */
function blockAttempts() {
  const { ledger } = stage.ctx
  const { recordAttempt } = ledger
  const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  ledger.recordAttempt = async (attempt) => {
    arrived.resolve()
    await released.promise
    return recordAttempt(attempt)
  }
  return {
    arrived: arrived.promise,
    release() {
      ledger.recordAttempt = recordAttempt
      released.resolve()
    },
  }
}

test('a request whose client disconnects before the answer is counted once, as aborted', async () => {
  const before = await counted()
  const blocked = blockAttempts()
  const body = JSON.stringify({ user_id: 'gone', id: [stage.item(0)] })
  const socket = await openSocket(head(body.length) + body)
  await blocked.arrived
  socket.destroy()
  await assertCounted(before, { 'POST /checkout aborted left': 1 })
  blocked.release()
  // Once the attempt is stored, the rest of the request has run.
  await until('the attempt is stored', async () => {
    const { rows } = await stage.ctx.db.execute("SELECT FROM attempts WHERE user_id = 'gone'")
    return rows.length === 1
  })
  await stage.get('/livez')
  await assertCounted(before, { 'POST /checkout aborted left': 1, 'GET /livez ok ok': 1 })
})

test('a partial request is counted as incomplete, whether the client closes or resets the connection', async () => {
  const before = await counted()
  let started = 0
  stage.app.server.server.on('request', () => started++)
  const [closing, resetting] = [await openSocket(`${head(500)}{`), await openSocket(`${head(500)}{`)]
  await until('both have started', () => started === 2)
  closing.end()
  resetting.resetAndDestroy()
  await assertCounted(before, { 'POST /checkout incomplete left': 2 })
})

test('a body that misses its deadline is counted as request_timeout under its route', async () => {
  const before = await counted()
  await sendBytes(stage.port, `${head(500)}{`)
  await assertCounted(before, { 'POST /checkout request_timeout refused': 1 })
})

test('malformed requests and paths are counted without a route', async () => {
  const before = await counted()
  await sendBytes(stage.port, 'NONSENSE\r\n\r\n')
  await sendBytes(stage.port, `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)
  await sendBytes(stage.port, 'GET /v1/items/%zz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n')
  await sendBytes(stage.port, 'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\nNONSENSE\r\n\r\n')
  await assertCounted(before, {
    'any none invalid_request refused': 3,
    'any none headers_too_large refused': 1,
    'GET /livez ok ok': 1,
  })
})

test('live feed streams are not counted', async () => {
  const before = await counted()
  const socket = await openSocket(`GET /v1/sales/${stage.saleId}/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
  await until('the reader is connected', () => stage.app.feed.readers === 1)
  socket.destroy()
  await until('the reader has left', () => stage.app.feed.readers === 0)
  await stage.get('/livez')
  await assertCounted(before, { 'GET /livez ok ok': 1 })
})

test('tRPC procedures are counted by name and outcome, batches under the route', async () => {
  const before = await counted()
  const headers = { 'content-type': 'application/json' }
  const post = (path: string, body: unknown) =>
    stage.send(`/trpc/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  await post('checkout', { id: stage.item(1) })
  await post('purchase', { code: 'forged' })
  await post('nothing.of.ours', {})
  await post('checkout,purchase?batch=1', { 0: { id: stage.item(1) }, 1: { code: 'forged' } })
  await assertCounted(before, {
    'POST /trpc/checkout ok ok': 1,
    'POST /trpc/purchase code_not_found refused': 1,
    'POST /trpc/:path http_404 refused': 1,
    'POST /trpc/:path ok ok': 1,
  })
})

test('the system page counts the same requests as the metrics, including unanswered ones', async () => {
  const updates = stage.app.system.watch()
  const next = async () => (await updates.next()).value?.samples ?? []
  await next()
  await next()
  const before = await counted()
  const blocked = blockAttempts()
  const socket = await openSocket(`POST /checkout?user_id=left&id=${stage.item(2)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
  await blocked.arrived
  socket.destroy()
  await assertCounted(before, { 'POST /checkout aborted left': 1 })
  blocked.release()
  await stage.post('/purchase?code=forged')
  let [requests, aborted, refused] = [0, 0, 0]
  while (refused === 0)
    for (const sample of await next()) {
      requests += sample.requests
      aborted += sample.checkout.outcomes.aborted ?? 0
      refused += sample.purchase.outcomes.code_not_found ?? 0
    }
  await updates.return(undefined)
  const total = Object.values(await since(before)).reduce((sum, n) => sum + n, 0)
  assert.deepEqual({ requests, aborted, refused }, { requests: total, aborted: 1, refused: 1 })
})
