/** Limits of requests: counted for all servers together, told beforehand, and there also without Redis. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { newPartner, partnerAt } from './partner.ts'
import { shopperAt } from './shopper.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

const env = {
  HOST: '0.0.0.0',
  RATE_LIMIT_KEY: '5/1h',
  RATE_LIMIT_SESSION: '4/1h',
  RATE_LIMIT_ADDRESS: '8/1h',
  TRUSTED_PROXIES: '127.0.0.1',
}

/** On loopback with the usual limits; and two that are reached from elsewhere, with narrow ones. */
let stage: ServerStage
let wide: ServerStage
let beside: ServerStage
before(async () => {
  stage = await createServerStage()
  wide = await createServerStage({ env, beside: stage })
  beside = await createServerStage({ env, beside: stage })
})
after(async () => {
  for (const server of [beside, wide, stage]) await server.stop()
})

const from = (address: string, server = wide): Promise<Answer> =>
  server.send('/v1/sales/active', { headers: { 'x-forwarded-for': address } })
const statuses = async (count: number, ask: () => Promise<Answer>): Promise<number[]> => {
  const found: number[] = []
  for (let i = 0; i < count; i++) found.push((await ask()).status)
  return found
}
const yes = (count: number) => Array.from({ length: count }, () => 200)

describe('requests of one', () => {
  test('key are counted for all servers together; another key of the partner has its own', async () => {
    const here = await newPartner(stage, 'counted', ['read'], wide)
    const there = partnerAt(beside, here.key)
    assert.deepEqual(await statuses(3, () => here.get('/v1/sales')), yes(3))
    assert.deepEqual(await statuses(3, () => there.get('/v1/sales')), [200, 200, 429])
    assert.equal((await here.get('/v1/sales')).status, 429)
    const second = await newPartner(stage, 'counted', ['read'], wide)
    assert.equal((await second.get('/v1/sales')).status, 200)
  })

  test('session are counted beside those of its address', async () => {
    const cookie = await shopperAt(wide.origin).arrive()
    const ask = () => wide.send('/v1/sales/active', { headers: { cookie, 'x-forwarded-for': '192.0.2.7' } })
    const first = await ask()
    assert.equal(first.headers.get('ratelimit-policy'), '"session";q=4;w=3600, "address";q=8;w=3600')
    assert.match(first.headers.get('ratelimit') ?? '', /^"session";r=3;t=\d+$/)
    assert.deepEqual(await statuses(4, ask), [200, 200, 200, 429])
    assert.equal((await from('192.0.2.7')).status, 200, 'the address has some left')
  })

  test('address are counted, and of an IPv6 network; no other is', async () => {
    assert.deepEqual(await statuses(9, () => from('192.0.2.1')), [...yes(8), 429])
    assert.equal((await from('192.0.2.2')).status, 200)
    const network = (n: number) => from(`2001:db8::${n}`)
    for (let n = 1; n <= 8; n++) assert.equal((await network(n)).status, 200)
    assert.equal((await network(9)).status, 429)
    assert.equal((await from('2001:db8:0:1::1')).status, 200)
  })
})

test('what is too much is told as a problem, with when to come back, and beforehand what is left', async () => {
  const first = await from('192.0.2.3')
  assert.equal(first.headers.get('ratelimit-policy'), '"address";q=8;w=3600')
  assert.equal(first.headers.get('ratelimit'), '"address";r=7;t=450')
  await statuses(7, () => from('192.0.2.3'))
  const refused = await from('192.0.2.3')
  assert.deepEqual([refused.status, refused.body.code, refused.body.retryable], [429, 'rate_limited', true])
  assert.equal(refused.headers.get('retry-after'), '450')
  assert.match(refused.headers.get('ratelimit') ?? '', /^"address";r=0;t=\d+$/)
})

test('of fifty at once through two servers, as many pass as may', async () => {
  const asked = Array.from({ length: 50 }, (_, i) => from('192.0.2.4', i % 2 ? wide : beside))
  const passed = (await Promise.all(asked)).filter(({ status }) => status === 200)
  assert.equal(passed.length, 8)
})

describe('orders', () => {
  const order = (user_id: string, headers = {}, server = stage) => server.postJson('/v1/orders', { user_id }, headers)

  test('are ten in ten seconds of one buyer, on loopback too; another buyer has ten of its own', async () => {
    for (let i = 0; i < 10; i++) assert.equal((await order('hasty')).status, 400)
    const refused = await order('hasty')
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1'])
    assert.equal(refused.headers.get('ratelimit-policy'), '"orders";q=10;w=10')
    assert.equal((await order('patient')).status, 400)
  })

  test('that are sent again under their key are not counted again', async () => {
    const send = () =>
      stage.postJson('/v1/orders', { user_id: 'safe', items: [{ id: stage.item(0) }] }, { 'idempotency-key': 'one' })
    for (let i = 0; i < 15; i++) assert.equal((await send()).status, 202)
  })

  test('of a shopper are counted alike', async () => {
    const { client } = shopperAt(stage.origin)
    const place = () =>
      client.orders.place.mutate({ items: [{ id: 999_999 }] }).catch((error) => error.data.problem.code)
    for (let i = 0; i < 10; i++) assert.equal(await place(), 'item_not_found')
    assert.equal(await place(), 'rate_limited')
  })
})

test('who is trusted on loopback is not counted, and asks Redis nothing', async () => {
  const { gate } = stage.ctx
  const { limit } = gate
  gate.limit = () => Promise.reject(new Error('asked'))
  try {
    const answer = await stage.post(`/checkout?user_id=ann&id=${stage.item(1)}`)
    assert.deepEqual([answer.status, answer.headers.has('ratelimit')], [200, false])
  } finally {
    gate.limit = limit
  }
})

test('without Redis a server counts by itself: the gates stay closed to the hasty and open to the rest', async () => {
  await stage.stores.redis.kill()
  try {
    await until('the gate is away', () => !wide.ctx.gate.up)
    assert.deepEqual(await statuses(9, () => from('192.0.2.5')), [...yes(8), 429])
    const partner = await newPartner(stage, 'unlucky', ['buy'], wide)
    assert.equal((await partner.post('/checkout', { user_id: 'ann', id: [stage.item(2)] })).status, 200)
  } finally {
    await stage.stores.redis.start()
  }
})

test('pictures are counted under a limit of their own, and probes are not counted', async () => {
  const narrow = await createServerStage({
    env: { ...env, RATE_LIMIT_PICTURES: '3/1h', RATE_LIMIT_ADDRESS: '1/1h' },
    beside: stage,
  })
  try {
    const headers = { 'x-forwarded-for': '192.0.2.50' }
    const draw = () => narrow.send(`/v1/items/${stage.item(0)}/image.svg`, { headers })
    assert.deepEqual(await statuses(4, draw), [200, 200, 200, 429])
    assert.deepEqual(await statuses(2, () => narrow.send('/livez', { headers })), [200, 200])
    assert.deepEqual(await statuses(2, () => narrow.send('/v1/sales/active', { headers })), [200, 429])
  } finally {
    await narrow.stop()
  }
})
