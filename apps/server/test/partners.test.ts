/** Isolation of partners: a partner cannot see or use anything of another partner's buyers. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { like } from 'drizzle-orm'
import { newPartner, type Partner } from './partner.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let wide: ServerStage
let acme: Partner
let other: Partner
before(async () => {
  stage = await createServerStage({ buyerLimit: 3 })
  wide = await createServerStage({ env: { HOST: '0.0.0.0' }, beside: stage, buyerLimit: 3 })
  acme = await newPartner(stage, 'acme', ['buy', 'read', 'webhooks'], wide)
  other = await newPartner(stage, 'other', ['buy', 'read', 'webhooks'], wide)
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

describe('another partner cannot use', () => {
  test('a checkout code, to buy or to add items; nor can a caller without a key', async () => {
    const { body } = await acme.post('/checkout', { user_id: 'ann', id: [stage.item(0)] })
    const path = `/purchase?code=${body.code}`
    for (const answer of [await other.post(path), await other.post(`${path}&user_id=ann`), await stage.post(path)])
      assert.deepEqual([answer.status, answer.body.code], [404, 'code_not_found'])
    const adding = await other.post('/checkout', { user_id: 'ann', id: [stage.item(1)], code: body.code })
    assert.equal(adding.body.code, 'code_not_found')
    const bought = await acme.post(path)
    assert.deepEqual([bought.status, bought.body.order.user_id], [200, 'ann'])
    const again = await acme.post(path)
    assert.deepEqual([again.body.code, again.body.order.user_id], ['code_used', 'ann'])
  })

  test('an order', async () => {
    const placed = await acme.post('/v1/orders', { user_id: 'ann', items: [{ id: stage.item(2) }] })
    assert.deepEqual([placed.status, placed.body.user_id], [202, 'ann'])
    assert.equal((await acme.get(placed.body.status_url)).body.user_id, 'ann')
    for (const query of ['', '?user_id=ann', '?user_id=acme/ann']) {
      const answer = await other.get(placed.body.status_url + query)
      assert.deepEqual([answer.status, answer.body.code], [404, 'order_not_found'])
    }
    assert.deepEqual((await other.get('/v1/orders?user_id=ann')).body.orders, [])
    assert.equal((await acme.get('/v1/orders?user_id=ann')).body.orders.length > 0, true)
  })

  test('a reservation', async () => {
    const held = await acme.post('/v1/reservations', { user_id: 'bob', item_id: stage.item(3) })
    const path = `/v1/reservations/${held.body.id}`
    for (const answer of [
      await other.get(path),
      await other.post(`${path}/confirm`),
      await other.post(`${path}/cancel`),
      await other.post(`${path}/confirm`, { user_id: 'acme/bob' }),
    ])
      assert.deepEqual([answer.status, answer.body.code], [404, 'hold_not_found'])
    const confirmed = await acme.post(`${path}/confirm`)
    assert.deepEqual([confirmed.body.reservation.user_id, confirmed.body.order.user_id], ['bob', 'bob'])
    const over = await acme.post(`${path}/cancel`)
    assert.deepEqual([over.body.code, over.body.order.user_id], ['hold_confirmed', 'bob'])
    assert.deepEqual((await other.get('/v1/reservations?user_id=bob')).body.reservations, [])
  })

  test('a cart', async () => {
    await acme.post('/v1/cart/items', { user_id: 'cy', item_id: stage.item(4) })
    assert.equal((await acme.get('/v1/cart?user_id=cy')).body.lines.length, 1)
    assert.deepEqual((await other.get('/v1/cart?user_id=cy')).body, {
      ...(await other.get('/v1/cart?user_id=stranger')).body,
      user_id: 'cy',
    })
  })

  test('a webhook', async () => {
    const { body } = await acme.post('/v1/webhooks', { url: 'https://hooks.invalid.example/in' })
    assert.equal((await other.get(`/v1/webhooks/${body.id}`)).body.code, 'webhook_not_found')
    assert.deepEqual((await other.get('/v1/webhooks')).body.webhooks, [])
    assert.equal((await other.post(`/v1/webhooks/${body.id}/test`)).body.code, 'webhook_not_found')
  })

  test('an Idempotency-Key: keys are scoped to the partner', async () => {
    const ask = (partner: Partner) =>
      partner.post('/checkout', { user_id: 'dee', id: [stage.item(5)] }, { 'idempotency-key': 'same' })
    const [mine, theirs, again] = [await ask(acme), await ask(other), await ask(acme)]
    assert.notEqual(mine.body.code, theirs.body.code)
    assert.deepEqual([again.body.code, again.headers.get('idempotent-replayed')], [mine.body.code, 'true'])
  })
})

test('buyers of two partners with the same user_id are two buyers, each with its own limit', async () => {
  for (const [partner, from] of [
    [acme, 6],
    [other, 9],
  ] as const) {
    const items = [0, 1, 2].map((n) => ({ id: stage.item(from + n) }))
    assert.equal((await partner.post('/v1/orders', { user_id: 'twin', items })).status, 202)
    const more = await partner.post('/v1/orders', { user_id: 'twin', items: [{ id: stage.item(12) }] })
    assert.equal(more.body.code, 'limit_reached')
  }
  const rows = await stage.ctx.db.select().from(schema.buyers).where(like(schema.buyers.userId, '%/twin'))
  assert.deepEqual(rows.map(({ userId }) => userId).sort(), ['acme/twin', 'other/twin'])
})

describe('user_id of a partner', () => {
  test('may be any text, including one that looks like another partner’s or a guest’s', async () => {
    for (const user_id of ['other/ann', 'guest:1', 'ünï cødé 😀', '/', 'a'.repeat(255), '😀'.repeat(255)]) {
      const { body, status } = await acme.post('/v1/cart/items', { user_id, item_id: stage.item(13) })
      assert.deepEqual([status, body.user_id], [200, user_id])
    }
  })

  test('is required, limited in length and validated', async () => {
    for (const user_id of ['', 7, null, 'a'.repeat(256), `b/${'a'.repeat(254)}`, ' ann', 'a\u200bnn']) {
      const { body, status } = await acme.post('/v1/cart/items', { user_id, item_id: stage.item(13) })
      assert.deepEqual([status, body.errors?.[0].pointer], [400, '#/user_id'], String(user_id))
    }
    for (const list of ['/v1/orders', '/v1/reservations'])
      assert.deepEqual((await acme.get(list)).body.errors[0].pointer, '#/user_id')
  })
})

test('the rate limit of a partner is counted by key, not by address', async () => {
  const { headers } = await acme.get('/v1/sales')
  assert.match(headers.get('ratelimit-policy') ?? '', /^"key";q=5000;w=10$/)
})
