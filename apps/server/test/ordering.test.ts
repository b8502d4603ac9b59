/** Asynchronous orders and the order history of a buyer. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { decideOrders, type OrderStep } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { codeOf, shopperAt } from './shopper.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let other: ServerStage
let first: number
before(async () => {
  stage = await createServerStage()
  other = await createServerStage({ beside: stage })
  const items = [
    { stock: 500, price: 500 },
    { stock: 500, price: 700 },
    { stock: 1, price: 900 },
  ]
  const { body } = await stage.postJson('/v1/admin/sales', { name: 'Orders', items, buyer_limit: 20 })
  first = body.first_item_id
})
after(async () => {
  await other.stop()
  await stage.stop()
})

const place = (userId: string, items: object[], key?: string, server = stage): Promise<Answer> =>
  server.postJson('/v1/orders', { user_id: userId, items }, key ? { 'idempotency-key': key } : {})

async function decide(step?: OrderStep): Promise<void> {
  await (await decideOrders(step ? { ...stage.ctx, orderStep: step } : stage.ctx)).done
}

const ordersOf = (userId: string) => stage.ctx.db.$count(schema.orders, eq(schema.orders.userId, userId))

describe('over REST', () => {
  test('an order is 202 with Location and Retry-After, then processing, then confirmed', async () => {
    const placed = await place('ann', [
      { id: first, quantity: 2 },
      { id: first + 1, quantity: 1 },
    ])
    const { id, status_url } = placed.body
    assert.deepEqual(
      [placed.status, placed.body.status, placed.body.units, placed.body.total.amount],
      [202, 'queued', 3, 1_700],
    )
    assert.deepEqual([placed.headers.get('location'), status_url], [`/v1/orders/${id}`, `/v1/orders/${id}`])
    assert.equal(placed.headers.get('retry-after'), '1')
    assert.equal(await ordersOf('ann'), 1, 'the order is in the ledger before the response')
    let during: Answer | undefined
    await decide(async () => {
      during = await stage.get(status_url)
      return { approved: true }
    })
    assert.deepEqual([during?.body.status, during?.body.poll_after_ms], ['processing', 500])
    const done = await stage.get(status_url)
    assert.deepEqual([done.body.status, done.body.poll_after_ms, done.body.reason], ['confirmed', null, null])
  })

  test('the ETag of an order changes with its status', async () => {
    const { body } = await place('bob', [{ id: first, quantity: 1 }])
    const etag = (await stage.get(body.status_url)).headers.get('etag') ?? ''
    const ask = () => stage.send(body.status_url, { headers: { 'if-none-match': `"other", W/${etag}` } })
    assert.equal((await ask()).status, 304)
    await decide()
    const changed = await ask()
    assert.deepEqual([changed.status, changed.body.status], [200, 'confirmed'])
    assert.notEqual(changed.headers.get('etag'), etag)
  })

  test('a failed order has a reason, and its units are released', async () => {
    const { body } = await place('cy', [{ id: first + 2, quantity: 1 }])
    await decide(async () => ({ approved: false, reason: 'address_unknown' }))
    const failed = await stage.get(body.status_url)
    assert.deepEqual([failed.body.status, failed.body.reason], ['failed', 'address_unknown'])
    assert.equal((await place('dee', [{ id: first + 2, quantity: 1 }])).status, 202)
    await decide()
  })

  test('an order is all or nothing, and the refusal names the unavailable items', async () => {
    const { status, body } = await place('eve', [
      { id: first, quantity: 1 },
      { id: first + 2, quantity: 1 },
    ])
    assert.deepEqual([status, body.code, body.failed_items], [409, 'sold_out', [{ id: first + 2, code: 'sold_out' }]])
    assert.equal(await ordersOf('eve'), 0)
  })

  test('a hundred parallel requests with one Idempotency-Key create one order and get equal responses', async () => {
    const key = randomUUID()
    const items = [{ id: first, quantity: 2 }]
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => place('fay', items, key, i % 2 === 0 ? stage : other)),
    )
    assert.equal(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size, 1)
    assert.equal(answers[0]?.status, 202)
    assert.equal(await ordersOf('fay'), 1)
    const another = await place('fay', [{ id: first, quantity: 3 }], key)
    assert.deepEqual([another.status, another.body.code], [422, 'idempotency_key_reused'])
    const theirs = await place('gus', items, key)
    assert.deepEqual([theirs.status, theirs.body.user_id], [202, 'gus'], 'two buyers with the same key get two orders')
  })

  test("another buyer's order is 404", async () => {
    const { body } = await place('hal', [{ id: first, quantity: 1 }])
    const answer = await stage.get(`${body.status_url}?user_id=ida`)
    assert.deepEqual([answer.status, answer.body.code], [404, 'order_not_found'])
  })

  test('the history lists purchases, confirmed reservations and orders, paginated by Link', async () => {
    const { body: checkout } = await stage.post(`/checkout?user_id=jan&id=${first}`)
    const { body: bought } = await stage.post(`/purchase?code=${checkout.code}`)
    const { body: held } = await stage.postJson('/v1/reservations', { user_id: 'jan', item_id: first })
    await stage.post(`/v1/reservations/${held.id}/confirm`)
    const { body: placed } = await place('jan', [{ id: first, quantity: 1 }])
    const page = await stage.get('/v1/orders?user_id=jan&limit=2')
    assert.deepEqual(
      page.body.orders.map((order: { id: string }) => order.id),
      [placed.id, held.id],
    )
    const next = /<(.*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? ''
    assert.deepEqual(
      (await stage.get(next)).body.orders.map((order: { id: string }) => order.id),
      [bought.order.id],
    )
  })

  for (const [title, body, pointer] of [
    ['with an empty list of items', { user_id: 'a', items: [] }, '#/items'],
    ['with items that are not a list', { user_id: 'a', items: 'x' }, '#/items'],
    ['with 21 lines', { user_id: 'a', items: Array.from({ length: 21 }, (_, i) => ({ id: i + 1 })) }, '#/items'],
    ['with quantity 0', { user_id: 'a', items: [{ id: 1, quantity: 0 }] }, '#/items/0/quantity'],
    ['with a negative quantity', { user_id: 'a', items: [{ id: 1, quantity: -3 }] }, '#/items/0/quantity'],
    ['with a fractional quantity', { user_id: 'a', items: [{ id: 1, quantity: 0.5 }] }, '#/items/0/quantity'],
    [
      'with a quantity above the maximum',
      { user_id: 'a', items: [{ id: 1, quantity: 1_000_001 }] },
      '#/items/0/quantity',
    ],
    ['without a buyer', { items: [{ id: 1 }] }, '#/user_id'],
  ] as const) {
    test(`an order ${title} is refused with a pointer to the field`, async () => {
      const { status, body: problem } = await stage.postJson('/v1/orders', body)
      assert.deepEqual([status, problem.code, problem.errors[0].pointer], [400, 'invalid_request', pointer])
    })
  }

  test('an order beyond the stock or the limit is refused with 409 and reserves nothing', async () => {
    assert.equal((await place('kim', [{ id: first, quantity: 501 }])).body.code, 'sold_out')
    assert.equal((await place('kim', [{ id: first, quantity: 21 }])).body.code, 'limit_reached')
    assert.equal(await ordersOf('kim'), 0)
  })
})

describe('over tRPC', () => {
  test('only the shopper can watch, read and list their order', async () => {
    const [me, they] = [shopperAt(stage.origin), shopperAt(stage.origin)]
    await they.client.sales.active.query()
    const placed = await me.client.orders.place.mutate({ items: [{ id: first, quantity: 2 }] })
    assert.equal(placed.status, 'queued')
    const watched = me.watch(placed.id)
    await decide()
    assert.equal((await watched).at(-1), 'confirmed')
    assert.equal((await me.client.orders.get.query({ id: placed.id })).units, 2)
    assert.equal((await me.client.orders.list.query({})).orders[0]?.id, placed.id)
    assert.equal(await codeOf(they.client.orders.get.query({ id: placed.id })), 'order_not_found')
    assert.deepEqual((await they.client.orders.list.query({})).orders, [])
    assert.deepEqual(await they.watch(placed.id), [], 'updates of another shopper’s order are not sent')
  })

  test('requests with the same Idempotency-Key create one order', async () => {
    const me = shopperAt(stage.origin)
    await me.client.sales.active.query()
    const context = { idempotencyKey: randomUUID() }
    const ask = () => me.client.orders.place.mutate({ items: [{ id: first, quantity: 1 }] }, { context })
    assert.equal((await ask()).id, (await ask()).id)
  })
})
