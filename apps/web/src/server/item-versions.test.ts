import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { encodeFrame } from '@hourglass/core/contract/feed'
import { followItems } from './item-versions.ts'

/** An API with one open hourly sale of the items 11 to 20, whose feed the test writes. */
async function api(t: TestContext) {
  const feeds: ServerResponse[] = []
  const server = createServer((request, response) => {
    if (request.url === '/v1/sales/active')
      return response.end(
        JSON.stringify({
          sales: [{ id: 3, kind: 'hourly', seed: 5, first_item_id: 11, items_count: 10, status: 'open' }],
        }),
      )
    if (request.url !== '/v1/sales/3/live') return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    feeds.push(response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const versions = followItems({
    apiOrigin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    storefrontKey: undefined,
  })
  t.after(() => {
    versions.stop()
    server.closeAllConnections()
    server.close()
  })
  await until(() => feeds.length === 1)
  return { versions, feeds }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

const units = { available: 10, held: 0, sold: 0 }
const snapshot = encodeFrame('snapshot', '1:1', {
  sale_id: 3,
  items_count: 10,
  states: 'AAAA',
  units,
  server_time: '2026-01-01T00:00:00.000Z',
  status: 'open',
} as never)

test('an item has a version while its sale’s feed speaks, and another one after each change', async (t) => {
  const { versions, feeds } = await api(t)
  assert.equal(versions.of('/items/12'), null)
  feeds[0]?.write(snapshot)
  await until(() => versions.of('/items/12') !== null)
  const before = [12, 13].map((id) => versions.of(`/items/${id}`)?.id)
  feeds[0]?.write(encodeFrame('delta', '1:2', { units, sold: [1] }))
  await until(() => versions.of('/items/12')?.id !== before[0])
  assert.equal(versions.of('/items/13')?.id, before[1])
  assert.equal(versions.of('/items/12?utm=1')?.id, versions.of('/items/12')?.id)
  assert.equal(versions.of('/items/12')?.settled, false)
})

test('other pages, and items of sales that are not followed, have none', async (t) => {
  const { versions, feeds } = await api(t)
  feeds[0]?.write(snapshot)
  await until(() => versions.of('/items/11') !== null)
  for (const url of ['/', '/items/10', '/items/21', '/items/12/opengraph-image', '/sales/3', '/items/12x'])
    assert.equal(versions.of(url), null, url)
})

test('an item has no version once the feed is lost, and a new one when it is back', async (t) => {
  const { versions, feeds } = await api(t)
  feeds[0]?.write(snapshot)
  await until(() => versions.of('/items/12') !== null)
  const before = versions.of('/items/12')?.id
  feeds[0]?.destroy()
  await until(() => versions.of('/items/12') === null)
  await until(() => feeds.length === 2)
  feeds[1]?.write(snapshot)
  await until(() => versions.of('/items/12') !== null)
  assert.notEqual(versions.of('/items/12')?.id, before)
})
