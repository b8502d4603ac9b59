/** Held is not sold: `item_held` is retryable, says when to retry, and is not replayed after the hold ends. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let sold: number
before(async () => {
  stage = await createServerStage({ saleItems: 40 })
  const { body } = await stage.post(`/checkout?user_id=first&id=${stage.item(39)}`)
  assert.equal((await stage.post(`/purchase?code=${body.code}`)).status, 200)
  sold = stage.item(39)
})
after(() => stage.stop())

let next = 0
/** An item that `holder` has reserved. */
async function heldItem(holder = `holder${next}`) {
  const id = stage.item(next++)
  const { status, body } = await stage.postJson('/v1/reservations', { user_id: holder, item_id: id })
  assert.equal(status, 201, JSON.stringify(body))
  return { id, hold: body }
}

const key = () => ({ 'idempotency-key': randomUUID() })
const ways: Record<
  string,
  (id: number, userId: string, headers?: Record<string, string>) => ReturnType<typeof stage.post>
> = {
  checkout: (id, user_id, headers) => stage.postJson('/checkout', { user_id, id }, headers),
  reservation: (item_id, user_id, headers) => stage.postJson('/v1/reservations', { user_id, item_id }, headers),
  order: (id, user_id, headers) => stage.postJson('/v1/orders', { user_id, items: [{ id }] }, headers),
}

for (const [name, ask] of Object.entries(ways))
  describe(`a ${name}`, () => {
    test('of an item held by another buyer is retryable from when the hold ends', async () => {
      const { id, hold } = await heldItem()
      const { status, headers, body } = await ask(id, `${name}-other`)
      assert.deepEqual([status, body.code, body.retryable], [409, 'item_held', true])
      assert.equal(body.retry_at, hold.expires_at)
      const seconds = Number(headers.get('retry-after'))
      assert.equal(
        seconds > 0 && seconds <= Math.ceil((Date.parse(hold.expires_at) - Date.parse(hold.created_at)) / 1_000),
        true,
      )
    })

    test('of a sold item is final', async () => {
      const { status, headers, body } = await ask(sold, `${name}-late`)
      assert.deepEqual([status, body.code, body.retryable], [409, 'sold_out', false])
      assert.equal(headers.get('retry-after'), null)
    })

    test('refused because of a hold succeeds with the same Idempotency-Key after the hold is released', async () => {
      const { id, hold } = await heldItem(`${name}-holder`)
      const again = key()
      assert.equal((await ask(id, `${name}-patient`, again)).body.code, 'item_held')
      assert.equal((await stage.post(`/v1/reservations/${hold.id}/cancel`)).status, 200)
      const answer = await ask(id, `${name}-patient`, again)
      assert.equal(answer.status < 300, true, JSON.stringify(answer.body))
      assert.equal(answer.headers.get('idempotent-replayed'), null)
    })

    test('refused because the item is sold is replayed for the same Idempotency-Key', async () => {
      const again = key()
      assert.equal((await ask(sold, `${name}-late`, again)).body.code, 'sold_out')
      const { body, headers } = await ask(sold, `${name}-late`, again)
      assert.deepEqual([body.code, headers.get('idempotent-replayed')], ['sold_out', 'true'])
    })
  })

for (const name of ['checkout', 'order'])
  test(`a ${name} of an item that the buyer holds names the hold`, async () => {
    const { id, hold } = await heldItem(`${name}-own`)
    const { status, body } = await (ways[name] as (typeof ways)[string])(id, `${name}-own`)
    assert.deepEqual([status, body.code, body.reservation.id], [409, 'held_by_you', hold.id])
  })

test('a purchase of an item reserved since its checkout is retryable and succeeds with the same key after the release', async () => {
  const id = stage.item(next++)
  const { body: checkout } = await stage.post(`/checkout?user_id=slow&id=${id}`)
  const { body: hold } = await stage.postJson('/v1/reservations', { user_id: 'quick', item_id: id })
  const again = key()
  const buy = () => stage.postJson('/purchase', { code: checkout.code }, again)
  const refused = await buy()
  assert.deepEqual([refused.body.code, refused.body.failed_items], ['item_held', [{ id, code: 'item_held' }]])
  await stage.post(`/v1/reservations/${hold.id}/cancel`)
  assert.equal((await buy()).status, 200)
})

test('each unavailable item of a checkout says whether it is held or sold out', async () => {
  const { id } = await heldItem()
  const free = stage.item(next++)
  const { body } = await stage.postJson('/checkout', { user_id: 'several', id: [free, id, sold] })
  assert.deepEqual(body.unavailable, [
    { id, code: 'item_held' },
    { id: sold, code: 'sold_out' },
  ])
})

test('`limit_reached` because of holds is not replayed for an Idempotency-Key', async () => {
  const holds = await Promise.all([1, 2, 3].map(() => heldItem('full')))
  const again = key()
  const ask = () => stage.postJson('/v1/reservations', { user_id: 'full', item_id: stage.item(next) }, again)
  assert.equal((await ask()).body.code, 'limit_reached')
  await stage.post(`/v1/reservations/${holds[0]?.hold.id}/cancel`)
  assert.equal((await ask()).status, 201)
  next++
})

test('a cart line of an item held by another buyer is held, not sold out', async () => {
  const { id } = await heldItem()
  const { client } = shopperAt(stage.origin)
  const cart = await client.cart.add.mutate({ item_id: id })
  assert.equal(cart.lines[0]?.state, 'held')
})
