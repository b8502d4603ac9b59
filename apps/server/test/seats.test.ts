/** Limits of streams and connections per address and per session. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let wide: ServerStage
before(async () => {
  stage = await createServerStage()
  wide = await createServerStage({
    env: { HOST: '0.0.0.0', TRUSTED_PROXIES: '127.0.0.1', LIVE_READERS_ADDRESS: '3', LIVE_READERS_SESSION: '2' },
    beside: stage,
  })
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

/** Opens the live feed. @returns its status and a function that closes it */
async function open(server: ServerStage, address: string, cookie = '') {
  const headers = { 'x-forwarded-for': address, cookie }
  const request = http.get(`${server.origin}/v1/sales/${server.saleId}/live`, { headers })
  request.on('error', () => undefined)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.on('error', () => undefined).resume()
  return { status: response.statusCode, close: () => request.destroy() }
}

test('live streams are limited per address, and closing one frees its seat', async () => {
  const streams = await Promise.all([1, 2, 3].map(() => open(wide, '192.0.2.1')))
  assert.deepEqual(
    streams.map(({ status }) => status),
    [200, 200, 200],
  )
  assert.equal((await open(wide, '192.0.2.1:4711')).status, 429)
  const other = await open(wide, '192.0.2.2')
  assert.equal(other.status, 200)
  streams[0]?.close()
  await until('a seat is free', async () => {
    const again = await open(wide, '192.0.2.1')
    if (again.status === 200) streams.push(again)
    return again.status === 200
  })
  for (const { close } of [...streams, other]) close()
  await until('all readers have left', () => wide.app.feed.readers === 0)
})

test('live streams are limited per session across addresses', async () => {
  const cookie = await shopperAt(wide.origin).arrive()
  const streams = [await open(wide, '192.0.2.10', cookie), await open(wide, '192.0.2.11', cookie)]
  assert.deepEqual(
    streams.map(({ status }) => status),
    [200, 200],
  )
  assert.equal((await open(wide, '192.0.2.12', cookie)).status, 429)
  for (const { close } of streams) close()
  await until('all readers have left', () => wide.app.feed.readers === 0)
})

test('order subscriptions count towards the same limit', async () => {
  const cookie = await shopperAt(wide.origin).arrive()
  const { status, close } = await open(wide, '192.0.2.20', cookie)
  const second = await open(wide, '192.0.2.20', cookie)
  assert.deepEqual([status, second.status], [200, 200])
  const input = encodeURIComponent(JSON.stringify({ id: '00000000-0000-7000-8000-000000000000' }))
  const watched = await fetch(`${wide.origin}/trpc/orders.watch?input=${input}`, {
    headers: { accept: 'text/event-stream', cookie, 'x-forwarded-for': '192.0.2.20' },
  })
  assert.match(await watched.text(), /rate_limited/)
  close()
  second.close()
  await until('all readers have left', () => wide.app.feed.readers === 0)
})

test('the local operator is exempt from the stream limit', async () => {
  const headers = { host: 'localhost' }
  const requests = Array.from({ length: 12 }, () =>
    http.get(`${stage.origin}/v1/sales/${stage.saleId}/live`, { headers }).on('error', () => undefined),
  )
  const answers = await Promise.all(requests.map((request) => once(request, 'response')))
  for (const [response] of answers) assert.equal((response as http.IncomingMessage).statusCode, 200)
  for (const request of requests) request.destroy()
})

test('connections are limited per address, and closing one frees it', async () => {
  const narrow = await createServerStage({ env: { HOST: '0.0.0.0', CONNECTIONS_ADDRESS: '4' }, beside: stage })
  const held: Socket[] = []
  /** Whether a connection gets an answer. */
  const answers = async (): Promise<boolean> => {
    const socket = connect(narrow.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n')
    const [first] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [null])])
    if (first) held.push(socket)
    return first !== null
  }
  try {
    for (let i = 0; i < 4; i++) assert.equal(await answers(), true)
    assert.equal(await answers(), false)
    held.shift()?.destroy()
    await until('a connection is free', answers)
  } finally {
    for (const socket of held) socket.destroy()
    await narrow.stop()
  }
})
