/** Provokes every refusal from outside. A new refusal without an entry here does not compile. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { newApiKey, readCode } from '@hourglass/core/domain'
import { Busy, LedgerUnavailable } from '@hourglass/core/ledger'
import { openHourlySale, rebuildGate } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { browserAt, signIn } from './browser.ts'
import { type Answer, createServerStage, type ServerStage, sendBytes } from './stage.ts'
import { admitAll, inAnHour, join, passFor, proofFor, queueSale } from './waiting-room.ts'

const HOUR_MS = 3_600_000

let stage: ServerStage
/** Does not trust a user_id without a key. */
let strict: ServerStage
/** Takes play money. */
let paying: ServerStage
before(async () => {
  stage = await createServerStage()
  strict = await createServerStage({ env: { HOST: '0.0.0.0' }, beside: stage })
  paying = await createServerStage({ env: { PAYMENTS: 'test' }, beside: stage })
})
after(async () => {
  await paying.stop()
  await strict.stop()
  await stage.stop()
})

async function codeOf(userId: string, position: number): Promise<string> {
  const { status, body } = await stage.post(`/checkout?user_id=${userId}&id=${stage.item(position)}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body.code
}

/** A checkout in a sale that takes payment. */
async function paidCheckout(): Promise<{ code: string }> {
  const items = [{ stock: 1, price: 100 }]
  const sale = await paying.postJson('/v1/admin/sales', { name: 'Paid', payment: 'required', items })
  return (await paying.post(`/checkout?user_id=ann&id=${sale.body.first_item_id}`)).body
}

const NO_ID = '00000000-0000-7000-8000-000000000000'

async function holdOf(userId: string, position: number): Promise<string> {
  const { status, body } = await stage.postJson('/v1/reservations', { user_id: userId, item_id: stage.item(position) })
  assert.equal(status, 201, JSON.stringify(body))
  return body.id
}

const claimsOf = (code: string) => {
  const claims = readCode(stage.ctx.codeKeys.valid, code)
  if (!claims) throw new Error('the server does not accept its own code')
  return claims
}

/** The response while the ledger fails with the given error. */
async function whileFailing(error: Error, ask: () => Promise<Answer>): Promise<Answer> {
  const { ledger } = stage.ctx
  const { recordAttempt } = ledger
  ledger.recordAttempt = () => Promise.reject(error)
  try {
    return await ask()
  } finally {
    ledger.recordAttempt = recordAttempt
  }
}

/** Creates another sale at the given time. */
async function saleAt(startsAt: Date): Promise<{ id: number; firstItemId: number }> {
  const id = await openHourlySale(stage.ctx, startsAt)
  const sale = id === null ? null : await stage.ctx.sales.get(id)
  if (!sale) throw new Error('the sale already exists')
  return sale
}

async function sendRaw(bytes: string): Promise<Answer> {
  const text = await sendBytes(stage.port, bytes)
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const type = /content-type: (.*)/.exec(head)?.[1] ?? ''
  return { status: Number(head.split(' ')[1]), headers: new Headers(), type, body: JSON.parse(body) }
}

const ways: Record<RefusalCode, () => Promise<Answer>> = {
  invalid_request: () => stage.post('/checkout'),
  route_not_found: () => stage.get('/nowhere'),
  method_not_allowed: () => stage.get('/purchase'),
  not_implemented: () => sendRaw('BREW /purchase HTTP/1.1\r\nhost: x\r\n\r\n'),
  request_timeout: () => sendRaw('GET /livez HTTP/1.1\r\nhost: x\r\nx-slow:'),
  body_too_large: () =>
    stage.send('/purchase', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'x'.repeat(20_000) }),
    }),
  unsupported_media_type: () =>
    stage.send('/purchase', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'code' }),
  headers_too_large: () => sendRaw(`GET /livez HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(10_000)}\r\n\r\n`),
  key_required: () => strict.post(`/purchase?code=${'A'.repeat(43)}`),
  test_key_required: () => stage.post('/v1/sandbox/reset'),
  key_invalid: () => stage.send('/v1/sales', { headers: { authorization: `Bearer ${newApiKey()}` } }),
  async scope_missing() {
    const { body } = await stage.postJson('/v1/admin/keys', { partner: 'reader', scopes: ['read'] })
    const headers = { authorization: `Bearer ${body.key}` }
    return stage.send(`/purchase?code=${'A'.repeat(43)}`, { method: 'POST', headers })
  },
  key_not_found: () => stage.send(`/v1/admin/keys/${NO_ID}`, { method: 'DELETE' }),
  async keys_full() {
    const make = () => stage.postJson('/v1/admin/keys', { partner: 'full', scopes: ['buy'] })
    await make()
    await make()
    return make()
  },
  async sign_in_required() {
    const items = [{ stock: 1, price: 100 }]
    const { body } = await stage.postJson('/v1/admin/sales', { name: 'Accounts only', guests: 'refused', items })
    return stage.post(`/checkout?user_id=guest:1&id=${body.first_item_id}`)
  },
  async pass_required() {
    const { item } = await queueSale(stage)
    return stage.post(`/checkout?user_id=hasty&id=${item}`)
  },
  async pass_invalid() {
    const { item } = await queueSale(stage)
    return stage.send(`/checkout?user_id=a&id=${item}`, { method: 'POST', headers: { 'hourglass-pass': 'forged' } })
  },
  async pass_expired() {
    const { id, item } = await queueSale(stage)
    const headers = { 'hourglass-pass': await passFor(stage, id, 'slow') }
    const { now } = stage.ctx.queues
    stage.ctx.queues.now = () => Date.now() + HOUR_MS
    try {
      return await stage.send(`/checkout?user_id=slow&id=${item}`, { method: 'POST', headers })
    } finally {
      stage.ctx.queues.now = now
    }
  },
  async proof_required() {
    const { id } = await queueSale(stage)
    return stage.postJson(`/v1/sales/${id}/queue`, { user_id: 'lazy' })
  },
  async proof_invalid() {
    const { id } = await queueSale(stage)
    const proof = await proofFor(stage, id, 'diligent')
    return stage.postJson(`/v1/sales/${id}/queue`, { user_id: 'lazy', proof })
  },
  door_open: () => stage.postJson(`/v1/sales/${stage.saleId}/queue`, { user_id: 'a' }),
  async queue_closed() {
    const { id } = await queueSale(stage)
    await stage.post(`/v1/admin/sales/${id}/close`)
    return stage.postJson(`/v1/sales/${id}/queue`, { user_id: 'late' })
  },
  async ticket_not_found() {
    const { id } = await queueSale(stage)
    const { body } = await join(stage, id, 'owner')
    await admitAll(stage, id)
    return stage.get(`/v1/sales/${id}/queue/${body.ticket}?user_id=thief`)
  },
  queue_not_found: () => stage.get(`/v1/sales/${stage.saleId}/queue`),
  async draw_pending() {
    const { id } = await queueSale(stage, { starts_at: inAnHour() })
    return stage.get(`/v1/sales/${id}/queue/log`)
  },
  async payments_off() {
    const { code } = await paidCheckout()
    return stage.post(`/purchase?code=${code}`)
  },
  payment_not_found: () => paying.get(`/v1/test-payments/${NO_ID}`),
  async order_not_refundable() {
    const { code } = await paidCheckout()
    const { body } = await paying.post(`/purchase?code=${code}`)
    return paying.postJson(`/v1/admin/orders/${body.order.id}/refund`, { reason: 'Not paid yet' })
  },
  async order_not_cancelable() {
    const { body: checkout } = await stage.post(`/checkout?user_id=sorry&id=${stage.item(18)}`)
    const { body } = await stage.post(`/purchase?code=${checkout.code}`)
    return stage.post(`/v1/orders/${body.order.id}/cancel`)
  },
  async payment_ended() {
    const { code } = await paidCheckout()
    const { body } = await paying.post(`/purchase?code=${code}`)
    const page = `/v1/test-payments/${body.order.id}`
    await paying.postJson(page, { action: 'decline' })
    return paying.postJson(page, { action: 'approve' })
  },
  signature_invalid: () => paying.postJson('/payments/events', { type: 'payment.authorized' }),
  sign_in_failed: () => stage.postJson('/auth/sign-in/email-otp', { email: 'ann@example.com', otp: '000000' }),
  sign_in_unavailable: () =>
    stage.postJson('/auth/sign-in/social', { provider: 'oidc', callbackURL: 'http://localhost:3000/' }),
  async role_missing() {
    const browser = browserAt(stage)
    await signIn(stage, browser, 'shopper@example.com')
    const { body, ...answer } = await browser.query('admin/session.get')
    return { ...answer, type: 'application/problem+json', body: body.error.data.problem }
  },
  async last_owner() {
    const browser = browserAt(stage)
    await signIn(stage, browser, 'owner@example.com')
    await stage.ctx.db.insert(schema.operators).values({ email: 'owner@example.com', role: 'owner' })
    const { body, ...answer } = await browser.mutate('account.delete')
    return { ...answer, type: 'application/problem+json', body: body.error.data.problem }
  },
  async rate_limited() {
    for (let i = 0; i < 10; i++) await stage.postJson('/v1/orders', { user_id: 'hasty' })
    return stage.postJson('/v1/orders', { user_id: 'hasty' })
  },
  origin_not_allowed: () =>
    stage.send('/purchase', { method: 'POST', headers: { origin: 'http://elsewhere.example' } }),
  sale_not_found: () => stage.get('/v1/sales/4711'),
  item_not_found: () => stage.get('/v1/items/4711'),
  webhook_not_found: () => stage.get(`/v1/webhooks/${crypto.randomUUID()}`),
  async webhook_busy() {
    const { body } = await stage.postJson('/v1/webhooks', { url: 'https://93.184.216.34/busy' })
    for (let tests = 0; tests < 10; tests++) await stage.post(`/v1/webhooks/${body.id}/test`)
    return stage.post(`/v1/webhooks/${body.id}/test`)
  },
  async delivery_not_found() {
    const hook = { url: 'https://hooks.invalid.example/' }
    const headers = { 'content-type': 'application/json' }
    const { body } = await stage.send('/v1/webhooks', { method: 'POST', headers, body: JSON.stringify(hook) })
    return stage.post(`/v1/webhooks/${body.id}/deliveries/${crypto.randomUUID()}/replay`)
  },
  async item_withdrawn() {
    const items = [{ stock: 1, price: 100 }]
    const { body } = await stage.postJson('/v1/admin/sales', { name: 'Withdrawn', items })
    await stage.postJson(`/v1/admin/items/${body.first_item_id}/withdraw`, {})
    return stage.post(`/checkout?user_id=ann&id=${body.first_item_id}`)
  },
  async price_changed() {
    const items = [{ stock: 1, price: 100 }]
    const { body } = await stage.postJson('/v1/admin/sales', { name: 'Corrected', items })
    const made = await stage.post(`/checkout?user_id=ann&id=${body.first_item_id}`)
    await stage.postJson(`/v1/admin/items/${body.first_item_id}/correct`, { price: 200 })
    return stage.post(`/purchase?code=${made.body.code}`)
  },
  picture_not_found: () => stage.get(`/v1/pictures/${'0'.repeat(64)}/large.webp`),
  code_not_found: () => stage.post(`/purchase?code=${'A'.repeat(43)}`),
  async sale_not_open() {
    const { firstItemId } = await saleAt(new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS))
    return stage.post(`/checkout?user_id=early&id=${firstItemId}`)
  },
  async sale_closed() {
    const { id, firstItemId } = await saleAt(new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS))
    await stage.ctx.db
      .update(schema.sales)
      .set({ endsAt: new Date(Date.now() - 1_000) })
      .where(eq(schema.sales.id, id))
    const sale = await stage.ctx.sales.refresh(id)
    if (sale) await rebuildGate(stage.ctx, sale, 'the test closed it')
    return stage.post(`/checkout?user_id=tardy&id=${firstItemId}`)
  },
  async sold_out() {
    await stage.post(`/purchase?code=${await codeOf('first', 0)}`)
    return stage.post(`/checkout?user_id=second&id=${stage.item(0)}`)
  },
  async item_held() {
    await holdOf('holder', 16)
    return stage.post(`/checkout?user_id=second&id=${stage.item(16)}`)
  },
  async held_by_you() {
    await holdOf('holder', 17)
    return stage.post(`/checkout?user_id=holder&id=${stage.item(17)}`)
  },
  async limit_reached() {
    for (const position of [1, 2, 3]) await stage.post(`/purchase?code=${await codeOf('keen', position)}`)
    return stage.post(`/purchase?code=${await codeOf('keen', 4)}`)
  },
  hold_not_found: () => stage.get(`/v1/reservations/${NO_ID}`),
  order_not_found: () => stage.get(`/v1/orders/${NO_ID}`),
  async sale_paused() {
    const items = [{ stock: 1, price: 100 }]
    const { body } = await stage.postJson('/v1/admin/sales', { name: 'Paused', items })
    await stage.post(`/v1/admin/sales/${body.id}/pause`)
    return stage.post(`/checkout?user_id=a&id=${body.first_item_id}`)
  },
  async hold_confirmed() {
    const id = await holdOf('sure', 10)
    await stage.post(`/v1/reservations/${id}/confirm`)
    return stage.post(`/v1/reservations/${id}/confirm`)
  },
  async hold_canceled() {
    const id = await holdOf('unsure', 11)
    await stage.post(`/v1/reservations/${id}/cancel`)
    return stage.post(`/v1/reservations/${id}/confirm`)
  },
  async hold_expired() {
    const id = await holdOf('slow to decide', 12)
    await stage.ctx.db
      .update(schema.holds)
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where(eq(schema.holds.id, id))
    await stage.post('/v1/admin/reservations/sync-expired')
    return stage.post(`/v1/reservations/${id}/confirm`)
  },
  async code_used() {
    const code = await codeOf('again', 5)
    await stage.post(`/purchase?code=${code}`)
    return stage.post(`/purchase?code=${code}`)
  },
  async in_progress() {
    const code = await codeOf('slow', 6)
    const sale = await stage.ctx.sales.get(stage.saleId)
    if (sale) await stage.ctx.gate.take(sale, { id: claimsOf(code).id, kind: 'purchase', leaseMs: 60_000 })
    return stage.post(`/checkout?user_id=slow&id=${stage.item(7)}&code=${code}`)
  },
  async idempotency_key_reused() {
    const headers = { 'idempotency-key': 'one key' }
    await stage.send(`/checkout?user_id=twice&id=${stage.item(10)}`, { method: 'POST', headers })
    return stage.send(`/checkout?user_id=twice&id=${stage.item(11)}`, { method: 'POST', headers })
  },
  async code_expired() {
    const code = await codeOf('lapsed', 8)
    await stage.ctx.ledger.voidOrders(stage.saleId, [claimsOf(code).id])
    return stage.post(`/purchase?code=${code}`)
  },
  busy: () => whileFailing(new Busy('full'), () => stage.post(`/checkout?user_id=a&id=${stage.item(9)}`)),
  async starting() {
    stage.lifecycle.ready = false
    try {
      return await stage.get('/v1/sales')
    } finally {
      stage.lifecycle.ready = true
    }
  },
  unavailable: () =>
    whileFailing(new LedgerUnavailable('down'), () => stage.post(`/checkout?user_id=a&id=${stage.item(9)}`)),
  internal_error: () =>
    whileFailing(new TypeError('a bug'), () => stage.post(`/checkout?user_id=a&id=${stage.item(9)}`)),
}

for (const [code, way] of Object.entries(ways)) {
  test(`${code} has its declared status, title and headers`, async () => {
    const { status, title, retryable } = refusals[code as RefusalCode]
    const answer = await way()
    const { body } = answer
    assert.deepEqual(
      [answer.status, body.code, body.status, body.title, body.retryable],
      [status, code, status, title, retryable],
    )
    assert.equal(answer.type.split(';')[0], 'application/problem+json')
    assert.equal(
      answer.headers.has('retry-after'),
      status === 503 || status === 429 || 'retry_at' in body,
      'Retry-After',
    )
    assert.equal(answer.headers.has('www-authenticate'), status === 401 || code === 'scope_missing', 'WWW-Authenticate')
    assert.match(body.trace_id, /^[\da-f]{32}$/)
    assert.equal(body.type, `/problems/${code}`)
  })
}
