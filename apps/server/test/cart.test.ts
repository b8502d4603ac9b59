import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq, sql } from 'drizzle-orm'
import { shopperAt } from './shopper.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  stage.send(path, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
  })
const add = (user_id: string, position: number, headers = {}) =>
  call('POST', '/v1/cart/items', { user_id, item_id: stage.item(position) }, headers)
const read = (userId: string) => stage.get(`/v1/cart?user_id=${userId}`)
const itemsOf = ({ status, body }: Answer): number[] => {
  assert.equal(status, 200, JSON.stringify(body))
  return body.lines.map((line: { item: { id: number } }) => line.item.id - stage.item(0))
}

describe('over REST', () => {
  test('items can be added, changed and removed, and each response is the whole cart', async () => {
    assert.deepEqual(itemsOf(await read('ann')), [])
    await add('ann', 0)
    assert.deepEqual(itemsOf(await call('POST', `/v1/cart/items?user_id=ann&item_id=${stage.item(1)}`)), [0, 1])
    assert.deepEqual(
      itemsOf(await call('PUT', `/v1/cart/items/${stage.item(2)}`, { user_id: 'ann', quantity: 1 })),
      [0, 1, 2],
    )
    assert.deepEqual(itemsOf(await call('DELETE', `/v1/cart/items/${stage.item(1)}?user_id=ann`)), [0, 2])
    const { body } = await read('ann')
    const total = body.lines.reduce((sum: number, line: CartLine) => sum + line.line_total.amount, 0)
    assert.deepEqual([body.estimated_total.amount, body.reserved, body.dropped], [total, false, []])
    assert.deepEqual(itemsOf(await call('DELETE', '/v1/cart?user_id=ann')), [])
  })

  const refused: [title: string, ask: () => Promise<Answer>, status: number, code: string, pointer?: string][] = [
    ['a cart without a user_id', () => stage.get('/v1/cart'), 400, 'invalid_request', '#/user_id'],
    [
      'an add without an item',
      () => call('POST', '/v1/cart/items', { user_id: 'cat' }),
      400,
      'invalid_request',
      '#/item_id',
    ],
    [
      'an unknown item',
      () => call('POST', '/v1/cart/items', { user_id: 'cat', item_id: 999_999 }),
      404,
      'item_not_found',
    ],
    ['a change without a quantity', () => put({ user_id: 'cat' }), 400, 'invalid_request', '#/quantity'],
    ['quantity 0', () => put({ user_id: 'cat', quantity: 0 }), 400, 'invalid_request', '#/quantity'],
    ['a quantity above the stock', () => put({ user_id: 'cat', quantity: 2 }), 400, 'invalid_request', '#/quantity'],
    ['a body that is a list', () => call('POST', '/v1/cart/items', []), 400, 'invalid_request', '#/'],
    [
      'a path with an invalid item id',
      () => call('DELETE', '/v1/cart/items/x?user_id=cat'),
      400,
      'invalid_request',
      '#/item_id',
    ],
  ]
  const put = (body: object) => call('PUT', `/v1/cart/items/${stage.item(5)}`, body)
  for (const [title, ask, status, code, pointer] of refused) {
    test(`${title} is refused`, async () => {
      const { status: answered, body } = await ask()
      assert.deepEqual([answered, body.code, body.errors?.[0]?.pointer], [status, code, pointer])
      assert.deepEqual(itemsOf(await read('cat')), [])
    })
  }

  test('an unsupported method is refused with 405 and Allow', async () => {
    const asked: [method: string, path: string, allow: string][] = [
      ['PUT', '/v1/cart', 'GET, HEAD, DELETE'],
      ['GET', '/v1/cart/items', 'POST'],
      ['POST', '/v1/cart/items/5', 'PUT, DELETE'],
      ['DELETE', '/checkout', 'POST'],
    ]
    for (const [method, path, allow] of asked) {
      const { status, headers } = await call(method, path)
      assert.deepEqual([status, headers.get('allow')], [405, allow], `${method} ${path}`)
    }
  })

  test('an add with an Idempotency-Key adds once', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const first = await add('dan', 6, key)
    await call('DELETE', '/v1/cart?user_id=dan')
    const again = await add('dan', 6, key)
    assert.deepEqual([again.body, again.headers.get('idempotent-replayed')], [first.body, 'true'])
    assert.deepEqual(itemsOf(await read('dan')), [])
    assert.equal((await add('dan', 7, key)).status, 422)
  })

  test('a page of another origin cannot change a cart', async () => {
    const { status, body } = await call('PUT', `/v1/cart/items/${stage.item(0)}?user_id=eve&quantity=1`, undefined, {
      origin: 'http://elsewhere.example',
    })
    assert.deepEqual([status, body.code], [403, 'origin_not_allowed'])
  })
})

test('a cart survives a crash of Redis and is served without it', async () => {
  const { redis } = stage.stores
  await add('fay', 8)
  await redis.kill()
  assert.deepEqual(itemsOf(await read('fay')), [8])
  assert.deepEqual(itemsOf(await add('fay', 9)), [8, 9])
  await redis.start()
  await until('the gate answers', () => stage.ctx.gate.up)
  assert.deepEqual(itemsOf(await read('fay')), [8, 9])
})

test('a line of a closed sale is reported as dropped once and removed', async () => {
  await add('gil', 10)
  const endAt = (at: unknown) =>
    stage.ctx.db
      .update(schema.sales)
      .set({ endsAt: at as Date })
      .where(eq(schema.sales.id, stage.saleId))
  await endAt(sql`now()`)
  try {
    const { body } = await read('gil')
    assert.deepEqual([body.lines, body.dropped], [[], [{ item_id: stage.item(10), code: 'sale_closed' }]])
    assert.deepEqual((await read('gil')).body.dropped, [])
    assert.deepEqual((await add('gil', 10)).status, 410)
  } finally {
    await endAt(null)
  }
})

describe('over tRPC', () => {
  const browser = async () => {
    const cookie = await shopperAt(stage.origin).arrive()
    return async (path: string, input?: object) => {
      const { body } = input
        ? await call('POST', `/trpc/cart.${path}`, input, { cookie })
        : await stage.send(`/trpc/cart.${path}`, { headers: { cookie } })
      return body.result?.data ?? body.error.data.problem
    }
  }

  test('a cart belongs to its session', async () => {
    const [one, two] = [await browser(), await browser()]
    const mine = await one('add', { item_id: stage.item(0) })
    assert.match(mine.user_id, /^guest:/)
    assert.deepEqual([mine.lines.length, (await two('get')).lines.length], [1, 0])
    assert.deepEqual((await one('get')).lines, mine.lines)
  })

  test('changes and refusals are the same as over REST', async () => {
    const cart = await browser()
    assert.equal((await cart('set', { item_id: stage.item(1), quantity: 1 })).lines.length, 1)
    assert.equal((await cart('add', { item_id: stage.item(2) })).lines.length, 2)
    assert.equal((await cart('remove', { item_id: stage.item(1) })).lines.length, 1)
    assert.equal((await cart('clear', {})).lines.length, 0)
    const [here, there] = [
      await cart('set', { item_id: stage.item(1), quantity: 0 }),
      (await call('PUT', `/v1/cart/items/${stage.item(1)}`, { user_id: 'hal', quantity: 0 })).body,
    ]
    assert.deepEqual([here.code, here.detail, here.errors], [there.code, there.detail, there.errors])
  })
})

test('on a public address a cart cannot be accessed by naming its user without a key', async () => {
  const wide = await createServerStage({ env: { HOST: '0.0.0.0' }, beside: stage })
  try {
    await add('ida', 11)
    const answers = [
      await wide.get('/v1/cart?user_id=ida'),
      await wide.post(`/v1/cart/items?user_id=ida&item_id=${stage.item(12)}`),
      await wide.send('/v1/cart?user_id=ida', { method: 'DELETE' }),
    ]
    for (const { status, body } of answers) assert.deepEqual([status, body.code], [401, 'key_required'])
    assert.deepEqual(itemsOf(await read('ida')), [11])
  } finally {
    await wide.stop()
  }
})

interface CartLine {
  line_total: { amount: number }
}
