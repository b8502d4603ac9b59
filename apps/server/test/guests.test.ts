/** Guest sessions: created by the first mutation, and limited per address. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const ITEMS = 400
const PER_BUYER = 10
/** The default of RATE_LIMIT_GUESTS. */
const GUESTS = 20
const STOREFRONT_KEY = 'a key that the storefront and the server share'

let stage: ServerStage
/** Listens on all addresses, with the default guest limit. */
let wide: ServerStage
before(async () => {
  const settings = { saleItems: ITEMS, buyerLimit: PER_BUYER }
  stage = await createServerStage(settings)
  wide = await createServerStage({
    ...settings,
    env: {
      HOST: '0.0.0.0',
      TRUSTED_PROXIES: '127.0.0.1',
      RATE_LIMIT_ADDRESS: '100000/10s',
      RATE_LIMIT_GUESTS: '20/10h',
      STOREFRONT_KEY,
    },
    beside: stage,
  })
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

const call = (path: string, address: string, input?: object, headers: Record<string, string> = {}) =>
  wide.send(`/trpc/${path}`, {
    headers: { 'x-forwarded-for': address, ...(input && { 'content-type': 'application/json' }), ...headers },
    ...(input && { method: 'POST', body: JSON.stringify(input) }),
  })

describe('a browser', () => {
  test('that only reads gets no session and owns nothing', async () => {
    for (const path of [
      'sales.active',
      'cart.get',
      'orders.list',
      'reservations.list',
      `sales.get?input=${encodeURIComponent(JSON.stringify({ id: stage.saleId }))}`,
      'sales.active,cart.get,orders.list?batch=1',
    ]) {
      const answer = await call(path, '192.0.2.1')
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [200, null], path)
    }
    const { body } = await call('cart.get', '192.0.2.1')
    assert.deepEqual(body.result.data.lines, [])
  })

  test('becomes a guest with its first mutation and stays that guest', async () => {
    const shopper = shopperAt(stage.origin)
    await shopper.client.cart.add.mutate({ item_id: stage.item(0) })
    const cookie = shopper.cookie()
    assert.match(cookie, /^hg_session=/)
    await shopper.client.cart.add.mutate({ item_id: stage.item(1) })
    assert.equal(shopper.cookie(), cookie)
    assert.equal((await shopper.client.cart.get.query()).lines.length, 2)
  })

  test('with two mutations in one batch becomes one guest', async () => {
    const input = JSON.stringify({ 0: { item_id: stage.item(2) }, 1: { item_id: stage.item(3) } })
    const answer = await stage.send('/trpc/cart.add,cart.add?batch=1', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: input,
    })
    assert.equal(answer.headers.getSetCookie().length, 1)
    const [one, two] = answer.body.map(({ result }: { result: { data: { user_id: string } } }) => result.data.user_id)
    assert.equal(one, two)
  })
})

describe('an address without cookies', () => {
  /** Buys with a new guest session. @returns the units bought */
  async function buyAsNewGuest(address: string, from: number): Promise<number> {
    const ids = Array.from({ length: PER_BUYER }, (_, i) => stage.item(from + i))
    const checkout = await call('checkout', address, { id: ids })
    if (checkout.status === 429) return 0
    assert.equal(checkout.status, 200, JSON.stringify(checkout.body))
    const cookie = checkout.headers.get('set-cookie')?.split(';')[0] ?? ''
    const purchase = await call('purchase', address, { code: checkout.body.result.data.code }, { cookie })
    return purchase.body.result.data.total_purchased
  }

  test('cannot buy more than its guest limit allows, however many sessions it requests', async () => {
    let units = 0
    for (let from = 0; from + PER_BUYER <= ITEMS; from += PER_BUYER) units += await buyAsNewGuest('192.0.2.9', from)
    assert.equal(units >= GUESTS * PER_BUYER, true, `${units} units`)
    // The bucket refills one guest every 30 s, and this test does not take minutes.
    assert.equal(units <= (GUESTS + 5) * PER_BUYER, true, `${units} units`)
    const refused = await call('cart.clear', '192.0.2.9', {})
    assert.deepEqual([refused.status, refused.headers.get('set-cookie')], [429, null])
    assert.equal(refused.body.error.data.problem.code, 'rate_limited')
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  })

  test('is counted by its /64 network if it is IPv6', async () => {
    let guests = 0
    for (let n = 1; n <= GUESTS + 2; n++)
      if ((await call('cart.clear', `2001:db8:7::${n.toString(16)}`, {})).status === 200) guests++
    assert.equal(guests, GUESTS)
    assert.equal((await call('cart.clear', '2001:db8:7:1::1', {})).status, 200)
  })

  test('is limited without Redis, too', async () => {
    await stage.stores.redis.kill()
    try {
      await until('the gate is down', () => !wide.ctx.gate.up)
      let guests = 0
      for (let n = 0; n < GUESTS + 2; n++) if ((await call('cart.clear', '192.0.2.20', {})).status === 200) guests++
      assert.equal(guests, GUESTS)
    } finally {
      await stage.stores.redis.start()
      await until('the gate is up', () => wide.ctx.gate.up)
    }
  })
})

test('each call of a tRPC batch counts towards the rate limit', async () => {
  const narrow = await createServerStage({
    env: { HOST: '0.0.0.0', TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_ADDRESS: '10/1h' },
    beside: stage,
  })
  try {
    const ask = (calls: number) =>
      narrow.send(`/trpc/${Array.from({ length: calls }, () => 'sales.active').join()}?batch=1`, {
        headers: { 'x-forwarded-for': '192.0.2.31' },
      })
    const found: number[] = []
    for (const calls of [5, 4, 2, 1, 1]) found.push((await ask(calls)).status)
    assert.deepEqual(found, [200, 200, 429, 200, 429])
  } finally {
    await narrow.stop()
  }
})

test('the storefront’s key exempts reads from rate limits; a wrong key or a mutation is counted', async () => {
  const read = (key: string, method = 'GET') =>
    wide.send('/trpc/sales.active', { method, headers: { 'x-forwarded-for': '192.0.2.40', 'x-storefront-key': key } })
  assert.equal((await read(STOREFRONT_KEY)).headers.get('ratelimit'), null)
  assert.match((await read(`${STOREFRONT_KEY}!`)).headers.get('ratelimit') ?? '', /"address"/)
  assert.match((await read(STOREFRONT_KEY, 'POST')).headers.get('ratelimit') ?? '', /"address"/)
})
