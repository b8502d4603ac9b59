/** Rate limits: shared by all servers, announced in headers, and enforced without Redis, too. */
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

/** `stage` listens on loopback with default limits; `wide` and `beside` on all addresses with low limits. */
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
const ok = (count: number) => Array.from({ length: count }, () => 200)

describe('requests are counted', () => {
  test('per key across servers; another key of the same partner has its own limit', async () => {
    const here = await newPartner(stage, 'counted', ['read'], wide)
    const there = partnerAt(beside, here.key)
    assert.deepEqual(await statuses(3, () => here.get('/v1/sales')), ok(3))
    assert.deepEqual(await statuses(3, () => there.get('/v1/sales')), [200, 200, 429])
    assert.equal((await here.get('/v1/sales')).status, 429)
    const second = await newPartner(stage, 'counted', ['read'], wide)
    assert.equal((await second.get('/v1/sales')).status, 200)
  })

  test('per session in addition to the address', async () => {
    const cookie = await shopperAt(wide.origin).arrive()
    const ask = () => wide.send('/v1/sales/active', { headers: { cookie, 'x-forwarded-for': '192.0.2.7' } })
    const first = await ask()
    assert.equal(first.headers.get('ratelimit-policy'), '"session";q=4;w=3600, "address";q=8;w=3600')
    assert.match(first.headers.get('ratelimit') ?? '', /^"session";r=3;t=\d+$/)
    assert.deepEqual(await statuses(4, ask), [200, 200, 200, 429])
    assert.equal((await from('192.0.2.7')).status, 200, 'the address has requests left')
  })

  test('per IPv4 address and per IPv6 /64 network', async () => {
    assert.deepEqual(await statuses(9, () => from('192.0.2.1')), [...ok(8), 429])
    assert.equal((await from('192.0.2.2')).status, 200)
    const network = (n: number) => from(`2001:db8::${n}`)
    for (let n = 1; n <= 8; n++) assert.equal((await network(n)).status, 200)
    assert.equal((await network(9)).status, 429)
    assert.equal((await from('2001:db8:0:1::1')).status, 200)
  })
})

test('behind an ingress with a private address the limit counts the address that it reports, whatever a client wrote before it', async (t) => {
  const cluster = await createServerStage({
    env: { ...env, TRUSTED_PROXIES: 'uniquelocal,carriergrade', RATE_LIMIT_ADDRESS: '2/1h' },
    beside: stage,
  })
  t.after(() => cluster.stop())
  const through = async (ingress: string, forwarded: string) => {
    const answer = await cluster.app.server.inject({
      url: '/v1/sales/active',
      remoteAddress: ingress,
      headers: { 'x-forwarded-for': forwarded },
    })
    return answer.statusCode
  }
  assert.equal(await through('10.244.1.7', '203.0.113.9'), 200)
  assert.equal(await through('100.64.3.2', '198.51.100.1, 203.0.113.9'), 200)
  assert.equal(await through('10.244.2.7', '198.51.100.2, 203.0.113.9'), 429)
  assert.equal(await through('10.244.1.7', '203.0.113.10'), 200)
})

test('headers announce the remaining requests, and a refusal has Retry-After', async () => {
  const first = await from('192.0.2.3')
  assert.equal(first.headers.get('ratelimit-policy'), '"address";q=8;w=3600')
  assert.equal(first.headers.get('ratelimit'), '"address";r=7;t=450')
  await statuses(7, () => from('192.0.2.3'))
  const refused = await from('192.0.2.3')
  assert.deepEqual([refused.status, refused.body.code, refused.body.retryable], [429, 'rate_limited', true])
  assert.equal(refused.headers.get('retry-after'), '450')
  assert.match(refused.headers.get('ratelimit') ?? '', /^"address";r=0;t=\d+$/)
})

test('of fifty concurrent requests through two servers exactly the limit passes', async () => {
  const asked = Array.from({ length: 50 }, (_, i) => from('192.0.2.4', i % 2 ? wide : beside))
  const passed = (await Promise.all(asked)).filter(({ status }) => status === 200)
  assert.equal(passed.length, 8)
})

describe('orders', () => {
  const order = (user_id: string, headers = {}, server = stage) => server.postJson('/v1/orders', { user_id }, headers)

  test('are limited to ten in ten seconds per buyer, on loopback too', async () => {
    for (let i = 0; i < 10; i++) assert.equal((await order('hasty')).status, 400)
    const refused = await order('hasty')
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1'])
    assert.equal(refused.headers.get('ratelimit-policy'), '"orders";q=10;w=10')
    assert.equal((await order('patient')).status, 400)
  })

  test('that are replayed for an Idempotency-Key are not counted', async () => {
    const send = () =>
      stage.postJson('/v1/orders', { user_id: 'safe', items: [{ id: stage.item(0) }] }, { 'idempotency-key': 'one' })
    for (let i = 0; i < 15; i++) assert.equal((await send()).status, 202)
  })

  test('over tRPC are limited per shopper', async () => {
    const { client } = shopperAt(stage.origin)
    const place = () =>
      client.orders.place.mutate({ items: [{ id: 999_999 }] }).catch((error) => error.data.problem.code)
    for (let i = 0; i < 10; i++) assert.equal(await place(), 'item_not_found')
    assert.equal(await place(), 'rate_limited')
  })
})

test('requests of the local operator are not rate-limited and cost no Redis call', async () => {
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

test('without Redis each server enforces the limits locally', async () => {
  await stage.stores.redis.kill()
  try {
    await until('the gate is down', () => !wide.ctx.gate.up)
    assert.deepEqual(await statuses(9, () => from('192.0.2.5')), [...ok(8), 429])
    const partner = await newPartner(stage, 'unlucky', ['buy'], wide)
    assert.equal((await partner.post('/checkout', { user_id: 'ann', id: [stage.item(2)] })).status, 200)
  } finally {
    await stage.stores.redis.start()
  }
})

test('pictures have their own limit, and probes have none', async () => {
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
