/** `COMPATIBILITY_ROUTES=on`: requests of the clients of four earlier systems, to a server process. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startMigratedStores } from '@hourglass/db/testing'
import type { TestStores } from '@hourglass/stack/testing'
import { until } from '@hourglass/stack/testing'
import { killServers, ready, type Server, startServer, stop } from './server-process.ts'

let stores: TestStores
let server: Server
before(async () => {
  stores = await startMigratedStores()
  server = await startServer({
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    COMPATIBILITY_ROUTES: 'on',
    HOLD_TTL: '1s',
  })
  await ready(server)
})
after(async () => {
  await stop(server)
  killServers()
  await stores.stop()
})

// biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<any> {
  const answer = await fetch(server.origin + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, location: answer.headers.get('location'), body: JSON.parse(text) }
}
const get = (path: string) => send('GET', path)
const post = (path: string, body?: unknown, headers?: Record<string, string>) => send('POST', path, body, headers)

const given = new Set<string>()
/** Items of the hourly sale that no test has used. */
async function items(count: number): Promise<string[]> {
  const { body } = await get('/sales/active')
  const listed = await get(`/sales/${body.id}/items`)
  const ids: string[] = listed.body.data.map(({ id }: { id: string }) => id)
  const fresh = ids.filter((id) => !given.has(id)).slice(0, count)
  for (const id of fresh) given.add(id)
  return fresh
}

describe('the first service', () => {
  test('every checkout has its own code, a code buys once, and the limit of ten holds', async () => {
    const ids = await items(11)
    const codes: string[] = []
    for (const id of ids) {
      const { status, body } = await post(`/checkout?user_id=limited&id=${id}`)
      assert.equal(status, 200)
      assert.equal('data' in body, false)
      codes.push(body.code)
    }
    assert.equal(new Set(codes).size, 11)
    const statuses: number[] = []
    for (const code of codes) statuses.push((await post(`/purchase?code=${code}`)).status)
    assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 409])
    const again = await post(`/purchase?code=${codes[0]}`)
    assert.deepEqual([again.status, again.body.code], [409, 'code_used'])
  })
})

describe('the service whose checkouts collect items', () => {
  /** Posts without a body but with its type, as the load program does. */
  const load = (path: string) =>
    fetch(server.origin + path, { method: 'POST', headers: { 'content-type': 'application/json' } })

  test('the load program finds the sale and its items, collects three of them under one code, and buys them', async () => {
    const active = await get('/sales/active')
    assert.deepEqual([typeof active.body.data.id, active.body.data.active], ['string', true])
    assert.equal(active.body.data.total_items, 3_000)
    const listed = await get(`/sales/${active.body.data.id}/items`)
    assert.equal(listed.body.data.length, 100)
    assert.deepEqual(Object.keys(listed.body.data[0]), ['id', 'name', 'image_url', 'sold'])
    const chosen = await items(3)
    const codes = new Set<string>()
    for (const [index, id] of chosen.entries()) {
      const answer = await load(`/checkout?user_id=user_7&item_id=${id}`)
      assert.equal(answer.status, 200)
      const { data } = (await answer.json()) as { data: { code: string; items_count: number } }
      codes.add(data.code)
      assert.equal(data.items_count, index + 1)
    }
    assert.equal(codes.size, 1)
    const bought = await load(`/purchase?code=${[...codes][0]}`)
    const body = (await bought.json()) as { success: boolean; total_purchased: number; data: object }
    assert.deepEqual([bought.status, body.success, body.total_purchased], [200, true, 3])
    assert.deepEqual(body.data, { successful_items: chosen })
  })

  test('after a purchase the next checkout gets a new code', async () => {
    const [one, two] = await items(2)
    const first = await post(`/checkout?user_id=user_8&item_id=${one}`)
    assert.equal((await post(`/purchase?code=${first.body.code}`)).status, 200)
    const second = await post(`/checkout?user_id=user_8&item_id=${two}`)
    assert.notEqual(second.body.code, first.body.code)
    assert.equal(second.body.items_count, 1)
  })

  test('an operator creates a sale by its size; its items are bought', async () => {
    const created = await post('/admin/sales', { total_items: 5 })
    assert.deepEqual([created.status, created.body.data.total_items], [201, 5])
    const lasts = Date.parse(created.body.ended_at) - Date.parse(created.body.started_at)
    assert.ok(lasts > 3_590_000 && lasts < 3_610_000, String(lasts))
    assert.equal((await get(created.location)).body.items_sold, 0)
    const { body } = await get(`/sales/${created.body.id}/items`)
    const { body: checkout } = await post(`/checkout?user_id=user_9&item_id=${body.data[0].id}`)
    assert.equal((await post(`/purchase?code=${checkout.data.code}`)).status, 200)
    await until('the sale shows the purchase', async () => (await get(created.location)).body.items_sold === 1)
  })

  test('refusals are problem documents that name the parameter as it was sent', async () => {
    for (const [path, pointer] of [
      ['/checkout?user_id=a&item_id=x', '#/item_id/0'],
      ['/checkout?item_id=1', '#/user_id'],
      ['/purchase', '#/code'],
      ['/sales/x', '#/id'],
      ['/sales/x/items', '#/id'],
    ] as const) {
      const refused = await send(path.startsWith('/sales') ? 'GET' : 'POST', path)
      assert.deepEqual(
        [refused.status, refused.body.code, refused.body.errors[0].pointer],
        [400, 'invalid_request', pointer],
      )
      assert.match(refused.body.detail, new RegExp(`^${pointer.split('/')[1]} `))
    }
    const sale = await post('/admin/sales', { total_items: 0 })
    assert.deepEqual([sale.status, sale.body.errors[0].pointer], [400, '#/total_items'])
    const both = await post('/checkout?user_id=a&item_id=1&id=2')
    assert.match(both.body.detail, /item_id and id are the same parameter/)
    assert.equal((await get('/sales/999999')).body.code, 'sale_not_found')
    assert.equal((await post('/checkout?user_id=a&item_id=999999999')).body.code, 'item_not_found')
  })
})

describe('the shop with carts and orders', () => {
  test('products show prices, stock and the time that is left, under /api in any case', async () => {
    const { status, body } = await get('/api/Products?limit=3')
    assert.deepEqual([status, body.length], [200, 3])
    assert.deepEqual((await get(`/api/products/${body[0].id}`)).body, body[0])
    const [id] = await items(1)
    const { body: product } = await get(`/api/v1/Products/${id}`)
    for (const member of [
      'name',
      'stock',
      'salePrice',
      'listPrice',
      'discountPercent',
      'limitPerUser',
      'timeRemainingSeconds',
    ])
      assert.ok(member in product, member)
    assert.ok(product.salePrice > 0)
  })

  test('a cart takes, shows, loses and forgets products; it names its buyer in the path or in the query', async () => {
    const [one, two] = (await items(2)).map(Number)
    assert.equal((await post('/api/cart/items', { userId: 'cora', productId: one, quantity: 1 })).status, 200)
    const { body } = await post('/api/cart/cora/items', { productId: two, quantity: 1 })
    assert.deepEqual(
      body.items.map(({ productId }: { productId: number }) => productId),
      [one, two],
    )
    const total = body.items.reduce((sum: number, { lineTotal }: { lineTotal: number }) => sum + lineTotal * 100, 0)
    assert.equal(Math.round(body.estimatedTotal * 100), Math.round(total))
    assert.deepEqual((await get('/api/cart?userId=cora')).body.items, body.items)
    assert.equal((await send('DELETE', `/api/cart/cora/items/${one}`)).body.items.length, 1)
    assert.equal((await send('DELETE', '/api/cart/cora')).body.items.length, 0)
  })

  test('an order is accepted with a status address, confirmed, listed, and placed once per Idempotency-Key', async () => {
    const [one, two] = (await items(2)).map(Number)
    const order = {
      userId: 42,
      items: [
        { productId: one, quantity: 1 },
        { productId: two, quantity: 1 },
      ],
    }
    const key = { 'idempotency-key': 'compatibility-1' }
    const placed = await post('/api/orders', order, key)
    assert.equal(placed.status, 202)
    assert.deepEqual([placed.body.userId, placed.body.status, placed.location], [42, 'queued', placed.body.statusUrl])
    assert.deepEqual((await post('/api/orders', order, key)).body, placed.body)
    await until('the order is confirmed', async () => (await get(placed.body.statusUrl)).body.status === 'confirmed')
    for (const path of ['/api/orders/user/42', '/api/orders?userId=42']) {
      const { body } = await get(path)
      assert.deepEqual([body.length, body[0].orderId], [1, placed.body.orderId])
    }
  })

  test('orders beyond ten in ten seconds are 429, and bad input names the member as it was sent', async () => {
    // The allowance grows back by one a second, so a slow machine may get a few more through.
    const statuses: number[] = []
    while (statuses.at(-1) !== 429 && statuses.length < 50)
      statuses.push((await post('/api/orders', { userId: 'eager', items: [] })).status)
    assert.ok(statuses.length > 10, `${statuses.length} requests`)
    assert.deepEqual([new Set(statuses.slice(0, -1)), statuses.at(-1)], [new Set([400]), 429])
    for (const [path, body, pointer] of [
      ['/api/orders', { userId: 'a', items: [{ productId: 'x', quantity: 1 }] }, '#/items/0/productId'],
      ['/api/orders', { userId: 'b' }, '#/items'],
      ['/api/cart/items', { userId: 'a', productId: 1, quantity: 0 }, '#/quantity'],
      ['/api/cart/items', { userId: 'a', productId: -1 }, '#/productId'],
      ['/api/cart/items', { userId: 1.5, productId: 1 }, '#/userId'],
      ['/api/cart/items', { userId: 'a', productId: 1, colour: 'red' }, '#/colour'],
    ] as const) {
      const refused = await post(path, body)
      assert.deepEqual([refused.status, refused.body.errors?.[0].pointer], [400, pointer])
    }
  })
})

describe('the reservation service', () => {
  const product = async (stock: number, name = 'Lamp') => (await post('/products', { name, stock })).body

  test('a product needs a name and a stock; it is listed, newest first', async () => {
    const created = await post('/products', { name: 'Lamp', stock: 2 })
    assert.deepEqual([created.status, created.body.name, created.body.stock], [201, 'Lamp', 2])
    assert.deepEqual((await get(created.location)).body, created.body)
    const newer = await product(1, 'Vase')
    const { body } = await get('/products?limit=2')
    assert.deepEqual(
      body.map(({ id }: { id: number }) => id),
      [newer.id, created.body.id],
    )
    assert.deepEqual(
      (await get('/products?limit=1&offset=1')).body.map(({ id }: { id: number }) => id),
      [created.body.id],
    )
  })

  test('a reservation with a numeric user_id takes stock; confirming keeps it, canceling returns it', async () => {
    const { id } = await product(2)
    const first = await post('/reservations', { product_id: id, user_id: 42 })
    assert.equal(first.status, 201)
    assert.deepEqual([first.body.product_id, first.body.user_id, first.body.status], [id, 42, 'ACTIVE'])
    await until('the stock has fallen', async () => (await get(`/products/${id}`)).body.stock === 1)
    const second = await post('/reservations', { product_id: id, user_id: 43 })
    assert.equal((await post('/reservations', { product_id: id, user_id: 44 })).status, 409)
    const confirmed = await post(`/reservations/${first.body.id}/confirm`)
    assert.deepEqual([confirmed.status, confirmed.body.status, confirmed.body.user_id], [200, 'CONFIRMED', 42])
    const canceled = await post(`/reservations/${second.body.id}/cancel`)
    assert.deepEqual([canceled.status, canceled.body.status], [200, 'CANCELED'])
    assert.equal((await get(`/reservations/${second.body.id}`)).body.status, 'CANCELED')
    await until('the unit is back', async () => (await get(`/products/${id}`)).body.stock === 1)
  })

  test('reservations are listed by buyer and status, with limit and offset', async () => {
    const { id: one } = await product(1)
    const { id: two } = await product(1)
    const first = await post('/reservations', { product_id: one, user_id: 77 })
    const second = await post('/reservations', { product_id: two, user_id: 77 })
    await post(`/reservations/${second.body.id}/cancel`)
    const ids = async (query: string) =>
      (await get(`/reservations?user_id=77${query}`)).body.map(({ id }: { id: string }) => id)
    assert.deepEqual(await ids(''), [second.body.id, first.body.id])
    assert.deepEqual(await ids('&status=CANCELED'), [second.body.id])
    assert.deepEqual(await ids('&limit=1&offset=1'), [first.body.id])
    assert.ok((await get('/reservations?status=CANCELED')).body.length > 0)
  })

  test('an expired reservation returns its unit; sync-expired answers with a count', async () => {
    const { id } = await product(1)
    const held = await post('/reservations', { product_id: id, user_id: 42 })
    await until('it has expired', async () => (await get(`/reservations/${held.body.id}`)).body.status === 'EXPIRED')
    const synced = await post('/admin/reservations/sync-expired')
    assert.deepEqual([synced.status, synced.body], [200, { expired: 0 }])
    assert.equal((await post('/api/v1/admin/reservations/sync-expired')).status, 200)
    await until('the unit is back', async () => (await get(`/products/${id}`)).body.stock === 1)
  })

  test('bad input names the member as it was sent', async () => {
    for (const [path, body, pointer] of [
      ['/products', { name: 'Lamp' }, '#/stock'],
      ['/products', { name: '', stock: 1 }, '#/name'],
      ['/products', { name: 'Lamp', stock: 0 }, '#/stock'],
      ['/products', { name: 'Lamp', stock: 1, color: 'red' }, '#/color'],
      ['/reservations', { product_id: 'x', user_id: 42 }, '#/product_id'],
      ['/reservations', { product_id: 1 }, '#/user_id'],
    ] as const) {
      const refused = await post(path, body)
      assert.deepEqual([refused.status, refused.body.errors?.[0].pointer], [400, pointer])
    }
    assert.equal((await get('/reservations?status=LOST')).body.errors[0].pointer, '#/status')
    assert.equal((await post('/reservations/none/confirm')).body.errors[0].pointer, '#/id')
    assert.equal((await get('/products/0')).body.errors[0].pointer, '#/id')
  })
})

test('a partner’s buyers keep their names, numbers too, and other partners do not see them', async () => {
  const [acme, other] = await Promise.all(
    ['acme', 'other'].map(async (partner) => {
      const { body } = await post('/v1/admin/keys', { partner, scopes: ['buy', 'read'] })
      return { authorization: `Bearer ${body.key}` }
    }),
  )
  const [item] = await items(1)
  const held = await post('/reservations', { product_id: Number(item), user_id: 42 }, acme)
  assert.deepEqual([held.status, held.body.user_id], [201, 42])
  assert.equal((await send('GET', `/reservations/${held.body.id}`, undefined, acme)).body.user_id, 42)
  assert.equal((await send('GET', `/reservations/${held.body.id}`, undefined, other)).body.code, 'hold_not_found')
  assert.deepEqual((await send('GET', '/reservations?user_id=42', undefined, other)).body, [])
  assert.equal((await get('/reservations?user_id=acme/42')).body.length, 1)
  assert.equal((await post('/products', { name: 'Lamp', stock: 1 }, acme)).body.code, 'scope_missing')
})

test('the OpenAPI document does not mention these routes, and the usual ones answer as always', async () => {
  const { body } = await get('/openapi.json')
  for (const path of ['/sales/active', '/products', '/reservations', '/orders', '/cart', '/admin/sales'])
    assert.equal(path in body.paths, false, path)
  const [item] = await items(1)
  const refused = await post('/v1/reservations', { item_id: Number(item), user_id: 42 })
  assert.deepEqual([refused.status, refused.body.errors[0].pointer], [400, '#/user_id'])
})

test('without the setting these routes do not exist', async () => {
  const usual = await startServer({ DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl })
  await ready(usual)
  for (const path of ['/sales/active', '/products', '/api/orders/1', '/reservations'])
    assert.equal((await usual.get(path)).status, 404, path)
  const refused = await usual.post('/checkout?user_id=a&item_id=1')
  assert.equal(refused.status, 400)
  await stop(usual)
})
