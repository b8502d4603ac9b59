/** Sales that take payment, over REST. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { advancePayments } from '@hourglass/core/operations'
import { newPartner, type Partner } from './partner.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let partner: Partner
before(async () => {
  stage = await createServerStage({
    env: { PAYMENTS: 'test', WEB_ORIGINS: 'https://shop.example', PAYMENT_TTL: '15m' },
  })
  partner = await newPartner(stage, 'payer')
})
after(() => stage.stop())

async function paidItem(more: object = {}): Promise<number> {
  const items = [{ stock: 5, price: 1_999 }]
  const { status, body } = await stage.postJson('/v1/admin/sales', { name: 'Paid', items, ...more })
  assert.deepEqual([status, body.payment], [201, 'required'])
  return body.first_item_id
}

const pageOf = ({ id }: { id: string }): string => `/v1/test-payments/${id}`

/** Runs the job until nothing is due. */
async function settle(): Promise<void> {
  while ((await advancePayments(stage.ctx)) > 0);
}

async function buy(userId: string): Promise<Answer> {
  const { body } = await partner.post(`/checkout?user_id=${userId}&id=${await paidItem()}`)
  return partner.post(`/purchase?code=${body.code}`)
}

describe('202 with the link to pay at', () => {
  const isReserved = (answer: Answer, order: Answer['body']) => {
    assert.deepEqual([answer.status, order.status], [202, 'awaiting_payment'])
    assert.equal(order.payment_url, `https://shop.example/test-payment/${order.id}`)
    assert.equal(Date.parse(order.pay_by) - Date.parse(order.created_at), 15 * 60_000)
  }

  test('a purchase', async () => {
    const answer = await buy('ann')
    isReserved(answer, answer.body.order)
    assert.equal(answer.body.message, 'Payment required')
  })

  test('an order, which says when to ask again', async () => {
    const answer = await partner.post('/v1/orders', { user_id: 'ann', items: [{ id: await paidItem(), quantity: 2 }] })
    isReserved(answer, answer.body)
    assert.equal(answer.headers.get('retry-after'), '2')
  })

  test('a confirmed reservation', async () => {
    const held = await partner.post('/v1/reservations', { user_id: 'ann', item_id: await paidItem() })
    const answer = await partner.post(`/v1/reservations/${held.body.id}/confirm`, { user_id: 'ann' })
    isReserved(answer, answer.body.order)
  })

  test('a repeat with the same Idempotency-Key', async () => {
    const { body } = await partner.post(`/checkout?user_id=ann&id=${await paidItem()}`)
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await partner.post(`/purchase?code=${body.code}`, undefined, headers)
    const again = await partner.post(`/purchase?code=${body.code}`, undefined, headers)
    assert.deepEqual([first.status, again.status, again.body], [202, 202, first.body])
  })
})

test('a partner’s test pays, declines and reads what came of it', async () => {
  const paid = (await buy('ann')).body.order
  const shown = await partner.get(pageOf(paid))
  assert.deepEqual(shown.body, {
    id: paid.id,
    order_number: paid.number,
    status: 'pending',
    amount: { amount: 1_999, currency: 'EUR' },
    return_url: `https://shop.example/orders/${paid.id}`,
  })
  assert.equal((await partner.post(pageOf(paid), { action: 'approve' })).body.status, 'authorized')
  const declined = (await buy('ben')).body.order
  assert.equal((await partner.post(pageOf(declined), { action: 'decline' })).body.status, 'canceled')
  await settle()
  const after = await Promise.all([paid, declined].map(({ id }) => partner.get(`/v1/orders/${id}`)))
  assert.deepEqual(
    after.map(({ body }) => [body.status, body.reason, body.payment_url, body.poll_after_ms]),
    [
      ['confirmed', null, null, null],
      ['failed', 'payment_failed', null, null],
    ],
  )
})

test('another partner neither sees a payment nor pays it', async () => {
  const other = await newPartner(stage, 'other-payer')
  const { body } = await buy('ann')
  const page = pageOf(body.order)
  const answers = [await other.get(page), await other.post(page, { action: 'approve' })]
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [404, 'payment_not_found'],
      [404, 'payment_not_found'],
    ],
  )
  assert.equal((await partner.get(page)).body.status, 'pending')
})

test('an unknown action is refused by name', async () => {
  const { body } = await buy('ann')
  const refused = await partner.post(pageOf(body.order), { action: 'explode' })
  assert.deepEqual([refused.status, refused.body.errors[0].pointer], [400, '#/action'])
})

describe('an event of the provider', () => {
  test('that is not signed is refused with 400, whatever its body', async () => {
    for (const body of ['', '{}', 'no JSON', '\u0000', '{"id":"1"}'.padEnd(9_000)]) {
      const headers = { 'content-type': 'application/json' }
      const refused = await stage.send('/payments/events', { method: 'POST', headers, body })
      assert.ok([400, 413].includes(refused.status), `${refused.status} for ${JSON.stringify(body.slice(0, 20))}`)
      assert.match(refused.type, /^application\/problem\+json/)
    }
  })
})

test('a sale says whether its prices are play money: not if a real provider takes them', async () => {
  const paidId = await paidItem()
  const items = [{ stock: 1, price: 100 }]
  const free = (await stage.postJson('/v1/admin/sales', { name: 'Free', payment: 'none', items })).body
  const paid = (await stage.get(`/v1/items/${paidId}`)).body.sale_id
  const isPlayMoney = async (saleId: number) => (await stage.get(`/v1/sales/${saleId}`)).body.play_money
  assert.deepEqual([await isPlayMoney(free.id), await isPlayMoney(paid)], [true, true])
  const { payments } = stage.ctx
  assert.ok(payments)
  try {
    Object.assign(payments, { isPlayMoney: false })
    assert.deepEqual([await isPlayMoney(free.id), await isPlayMoney(paid)], [true, false])
  } finally {
    Object.assign(payments, { isPlayMoney: true })
  }
})

describe('an item whose units are all reserved may come back', () => {
  const reserve = async (userId: string, id: number) => {
    const order = await partner.post('/v1/orders', { user_id: userId, items: [{ id, quantity: 1 }] })
    assert.equal(order.status, 202)
    return order.body
  }
  const refusal = async (id: number) => {
    const { status, body } = await partner.post(`/checkout?user_id=zoe&id=${id}`)
    assert.deepEqual([status, body.code], [409, 'item_held'])
    return body
  }

  test('when the first payment is due', async () => {
    const id = await paidItem({ items: [{ stock: 2, price: 100 }] })
    const first = await reserve('ann', id)
    await reserve('ben', id)
    assert.equal((await refusal(id)).retry_at, first.pay_by)
  })

  test('when a hold ends, if that is sooner', async () => {
    const id = await paidItem({ items: [{ stock: 2, price: 100 }] })
    await reserve('ann', id)
    const held = await partner.post('/v1/reservations', { user_id: 'ben', item_id: id })
    assert.equal((await refusal(id)).retry_at, held.body.expires_at)
  })
})

test('a sale may say that it takes no payment', async () => {
  const items = [{ stock: 1, price: 100 }]
  const { body } = await stage.postJson('/v1/admin/sales', { name: 'Free', payment: 'none', items })
  const { code } = (await stage.post(`/checkout?user_id=ann&id=${body.first_item_id}`)).body
  const bought = await stage.post(`/purchase?code=${code}`)
  assert.deepEqual([bought.status, bought.body.order.status, bought.body.order.pay_by], [200, 'confirmed', null])
})

describe('giving money back', () => {
  const paid = async (): Promise<Answer['body']> => {
    const { order } = (await buy('ann')).body
    await stage.postJson(pageOf(order), { action: 'approve' })
    await settle()
    return order
  }
  const refund = (id: string, body: object, headers = {}) =>
    stage.send(`/v1/admin/orders/${id}/refund`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  test('an operator refunds an order, once per Idempotency-Key, and the provider has given it back', async () => {
    const order = await paid()
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await refund(order.id, { reason: 'Arrived damaged' }, headers)
    assert.deepEqual([first.status, first.body.status, first.body.refunds[0].status], [200, 'refunded', 'pending'])
    const again = await refund(order.id, { reason: 'Arrived damaged' }, headers)
    assert.deepEqual([again.status, again.body], [200, first.body])
    assert.equal((await refund(order.id, { reason: 'Once more' })).body.code, 'order_not_refundable')
    const before = await partner.get(`/v1/orders/${order.id}`)
    await settle()
    const after = await partner.get(`/v1/orders/${order.id}`)
    assert.equal(after.body.refunds[0].status, 'done')
    assert.notEqual(after.headers.get('etag'), before.headers.get('etag'))
    assert.equal((await partner.get(pageOf(order))).body.status, 'refunded')
  })

  test('a wrong member of the body is named', async () => {
    const order = await paid()
    const pointerOf = async (body: object) => (await refund(order.id, body)).body.errors?.[0]?.pointer
    assert.equal(await pointerOf({}), '#/reason')
    assert.equal(await pointerOf({ reason: 'x', restock: 'no' }), '#/restock')
    assert.equal(await pointerOf({ reason: 'x', items: [{ id: order.sale_id }] }), '#/items/0/quantity')
    assert.equal(await pointerOf({ reason: 'x', amount: 1 }), '#/amount')
    assert.equal((await partner.get(`/v1/orders/${order.id}`)).body.status, 'confirmed')
  })

  test('a buyer cancels an unpaid order, and nobody else can', async () => {
    const { order } = (await buy('ann')).body
    const cancel = (user_id: string) => partner.post(`/v1/orders/${order.id}/cancel`, { user_id })
    assert.equal((await cancel('ben')).body.code, 'order_not_found')
    const canceled = await cancel('ann')
    assert.deepEqual([canceled.status, canceled.body.status, canceled.body.cancel_until], [200, 'canceled', null])
    assert.equal((await cancel('ann')).body.status, 'canceled')
  })
})
