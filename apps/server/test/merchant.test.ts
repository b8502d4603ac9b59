/** Merchant sales over REST and tRPC. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { decideOrders } from '@hourglass/core/operations'
import { shopperAt } from './shopper.ts'
import { type Answer, createServerStage, openFeed, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const coats = [
  {
    name: 'Blue coat',
    stock: 30,
    price: 7_500,
    list_price: 10_000,
    buyer_limit: 2,
    description: 'Boiled wool.\nMade in Porto.',
  },
  { stock: 5, price: 900 },
]
const open = (more: object = {}, key?: string) =>
  stage.postJson('/v1/admin/sales', { name: 'Coats', items: coats, ...more }, key ? { 'idempotency-key': key } : {})

test('a merchant sale can be created, read, bought from, paused, resumed, extended and closed', async () => {
  const ends_at = new Date(Date.now() + 600_000).toISOString()
  const made = await open({ ends_at, buyer_limit: 5 })
  const { id, first_item_id: first } = made.body
  assert.deepEqual([made.status, made.headers.get('location'), made.body.status], [201, `/v1/sales/${id}`, 'open'])

  const { body: coat } = await stage.get(`/v1/items/${first}`)
  assert.deepEqual(
    [coat.name, coat.description, coat.units_left, coat.discount_percent, coat.list_price.amount, coat.buyer_limit],
    ['Blue coat', 'Boiled wool.\nMade in Porto.', 30, 25, 10_000, 2],
  )
  assert.equal(coat.time_remaining_ms > 0 && coat.time_remaining_ms <= 600_000, true)

  const shopper = shopperAt(stage.origin)
  const active = await shopper.client.sales.active.query()
  assert.deepEqual(active.sales.map((sale) => sale.kind).sort(), ['hourly', 'merchant'])
  const { code } = await shopper.client.checkout.mutate({ id: [first, first + 1] })
  assert.equal((await shopper.client.purchase.mutate({ code })).total_purchased, 2)

  assert.equal((await stage.post(`/v1/admin/sales/${id}/pause`)).body.status, 'paused')
  assert.equal((await stage.post(`/checkout?user_id=a&id=${first}`)).body.code, 'sale_paused')
  assert.equal((await stage.post(`/v1/admin/sales/${id}/resume`)).body.status, 'open')
  const more = await stage.postJson(`/v1/admin/sales/${id}/items`, { items: [{ name: 'Hat', stock: 1, price: 5 }] })
  assert.deepEqual([more.status, more.body.items_count], [201, 3])
  assert.equal((await stage.get(`/v1/items/${first + 2}`)).body.name, 'Hat')
  assert.equal((await stage.post(`/v1/admin/sales/${id}/close`)).body.status, 'closed')
  const late = await stage.post(`/checkout?user_id=a&id=${first}`)
  assert.deepEqual([late.status, late.body.code], [410, 'sale_closed'])
})

test('the history of an item with several units is paginated, each unit once in the order of sale', async () => {
  const opened = await stage.postJson('/v1/admin/sales', { name: 'Cups', items: [{ stock: 5, price: 900 }] })
  const { id, first_item_id } = opened.body
  for (const [user_id, quantity] of [
    ['ann', 2],
    ['bob', 3],
  ] as const)
    await stage.postJson('/v1/orders', { user_id, items: [{ id: first_item_id, quantity }] })
  const { claimed, done } = await decideOrders(stage.ctx)
  await done
  assert.equal(claimed, 2)
  const seen: string[] = []
  let path: string | undefined = `/v1/items/${first_item_id}/history?limit=2`
  for (let pages = 0; path !== undefined; pages++) {
    const { headers, body }: Answer = await stage.get(path)
    seen.push(...body.events.map(({ type, unit }: { type: string; unit: number | null }) => `${type} ${unit}`))
    path = /<(.*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
    assert.equal(path === undefined, body.next_cursor === null)
    assert.ok(pages < 3)
  }
  assert.deepEqual(seen, ['offered null', 'sold 1', 'sold 2', 'sold 3', 'sold 4', 'sold 5'])
  await stage.post(`/v1/admin/sales/${id}/close`)
})

test('an item that is not on sale yet has no history', async () => {
  const starts_at = new Date(Date.now() + 3_600_000).toISOString()
  const sale = { name: 'Later', starts_at, items: [{ stock: 1, price: 900 }] }
  const { body } = await stage.postJson('/v1/admin/sales', sale)
  assert.deepEqual((await stage.get(`/v1/items/${body.first_item_id}/history`)).body.events, [])
  await stage.post(`/v1/admin/sales/${body.id}/close`)
})

test('a hundred parallel requests with one Idempotency-Key create one sale', async () => {
  const key = randomUUID()
  const answers = await Promise.all(Array.from({ length: 100 }, () => open({}, key)))
  assert.deepEqual([...new Set(answers.map(({ status, body }) => `${status} ${body.id}`))].length, 1)
})

test('the buyer limit of an item is enforced', async () => {
  const { body } = await open()
  const buy = async () => {
    const { body: checkout } = await stage.post(`/checkout?user_id=keen&id=${body.first_item_id}`)
    return (await stage.post(`/purchase?code=${checkout.code}`)).status
  }
  assert.deepEqual([await buy(), await buy(), await buy()], [200, 200, 409])
})

test('the live feed sends a snapshot when items are added', async () => {
  const { body } = await open()
  const feed = openFeed(stage.origin, body.id)
  try {
    assert.equal((await feed.next()).data.items_count, 2)
    await stage.postJson(`/v1/admin/sales/${body.id}/items`, { items: [{ stock: 1, price: 5 }] })
    const frame = await feed.next()
    assert.deepEqual([frame.event, frame.data.items_count], ['snapshot', 3])
  } finally {
    feed.close()
  }
})

for (const [title, change, pointer] of [
  ['that ends before it starts', { starts_at: '2036-01-01T00:00:00Z', ends_at: '2035-01-01T00:00:00Z' }, '#/ends_at'],
  ['with a limit of 0', { buyer_limit: 0 }, '#/buyer_limit'],
  ['with 100,001 items', { items: Array.from({ length: 100_001 }, () => ({ stock: 1, price: 1 })) }, '#/items'],
  ['with a stock of 0', { items: [{ stock: 0, price: 1 }] }, '#/items/0/stock'],
] as const) {
  test(`a sale ${title} is refused with a pointer to the field`, async () => {
    const { status, body } = await open(change)
    assert.deepEqual([status, body.code, body.errors[0].pointer], [400, 'invalid_request', pointer])
  })
}

test('pausing, resuming and closing an unknown sale is 404', async () => {
  for (const verb of ['pause', 'resume', 'close']) {
    assert.equal((await stage.post(`/v1/admin/sales/4711/${verb}`)).body.code, 'sale_not_found')
  }
})

test('on a public address reservations, orders, carts, sales and webhooks require a key', async () => {
  const wide = await createServerStage({ env: { HOST: '0.0.0.0' } })
  try {
    for (const path of ['/v1/reservations', '/v1/orders', '/v1/admin/sales', '/v1/cart/items', '/v1/webhooks']) {
      const { status, body } = await wide.postJson(path, { user_id: 'a' })
      assert.deepEqual([status, body.code], [401, 'key_required'], path)
    }
  } finally {
    await wide.stop()
  }
})
