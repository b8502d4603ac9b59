/** Webhooks over REST: validation, secrets, tests and replays. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { WEBHOOKS_MAX } from '@hourglass/core/contract'
import { createWebhook } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

const { outboxEvents, webhookDeliveries, webhooks } = schema
const URL_OK = 'https://hooks.invalid.example/in'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())
afterEach(async () => {
  await stage.ctx.db.delete(webhooks)
  await stage.ctx.db.delete(webhookDeliveries)
})

const post = (path: string, body: unknown) =>
  stage.send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const create = async (more: object = {}) => (await post('/v1/webhooks', { url: URL_OK, ...more })).body
const emit = async (type = 'order.confirmed') => {
  const rows = await stage.ctx.db
    .insert(outboxEvents)
    .values({ saleId: stage.saleId, type, subject: 'x', data: {} })
    .returning({ eventId: outboxEvents.id })
  return rows[0]?.eventId ?? 0
}
const deliver = async (webhookId: string, eventId: number) => {
  const id = stage.ctx.newId()
  await stage.ctx.db.insert(webhookDeliveries).values({ id, webhookId, eventId, eventType: 'order.confirmed' })
  return id
}

/** Marks the pending deliveries as delivered, as the relay would. */
const delivered = (webhookId: string) =>
  stage.ctx.db
    .update(webhookDeliveries)
    .set({ status: 'delivered', nextAttemptAt: null })
    .where(eq(webhookDeliveries.webhookId, webhookId))

const refusedUrls = [
  'not an address',
  'http://hooks.example.com/',
  'https://ann:secret@hooks.example.com/',
  'https://hooks.example.com/#fragment',
  'https://hooks.example.com:25/',
  'https://localhost/',
  'https://printer.local/',
  'https://redis/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.0.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  `https://hooks.example.com/${'x'.repeat(2_100)}`,
]

describe('is refused without creating a webhook', () => {
  const refused: [what: string, body: unknown, pointer: string][] = [
    ...refusedUrls.map((url): [string, unknown, string] => [url.slice(0, 60), { url }, '#/url']),
    ['a missing URL', {}, '#/url'],
    ['a body that is not an object', [], '#/'],
    ['an unknown event type', { url: URL_OK, types: ['order.exploded'] }, '#/types/0'],
    ['an empty list of types', { url: URL_OK, types: [] }, '#/types'],
  ]
  for (const [what, body, pointer] of refused) {
    test(what, async () => {
      const answer = await post('/v1/webhooks', body)
      assert.equal(answer.status, 400)
      assert.equal(answer.type.split(';')[0], 'application/problem+json')
      assert.deepEqual([answer.body.code, answer.body.errors[0].pointer], ['invalid_request', pointer])
      assert.equal(await stage.ctx.db.$count(webhooks), 0)
    })
  }

  test('a host name that resolves to a private address', async () => {
    const addresses = ['93.184.215.14', '10.0.0.1']
    const outcome = await createWebhook(stage.ctx, 'operator', { url: URL_OK }, async () => addresses)
    assert.equal(outcome.ok ? '' : outcome.code, 'invalid_request')
    assert.equal(await stage.ctx.db.$count(webhooks), 0)
  })

  test(`a webhook beyond the limit of ${WEBHOOKS_MAX}, even with concurrent requests`, async () => {
    const row = { principal: 'operator', url: URL_OK, types: ['*'], secret: 'x', signingKey: Buffer.from('x') }
    await stage.ctx.db
      .insert(webhooks)
      .values(Array.from({ length: WEBHOOKS_MAX - 1 }, () => ({ ...row, id: stage.ctx.newId() })))
    const answers = await Promise.all([1, 2, 3].map(() => post('/v1/webhooks', { url: URL_OK })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 400, 400])
    assert.equal(await stage.ctx.db.$count(webhooks), WEBHOOKS_MAX)
  })

  test('a request without a key on a public address', async () => {
    const wide = await createServerStage({ env: { HOST: '0.0.0.0' } })
    try {
      assert.equal((await wide.get('/v1/webhooks')).body.code, 'key_required')
      const made = await wide.send('/v1/webhooks', {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      })
      assert.equal(made.body.code, 'key_required')
    } finally {
      await wide.stop()
    }
  })
})

test('the secret is shown only when the webhook is created', async () => {
  const answer = await post('/v1/webhooks', { url: URL_OK, types: ['sale.opened', 'sale.opened'] })
  const { id, secret, ...view } = answer.body
  assert.equal(answer.headers.get('location'), `/v1/webhooks/${id}`)
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  assert.match(view.public_key, /^whpk_[A-Za-z0-9+/]{43}=$/)
  assert.deepEqual(view.types, ['sale.opened'])
  assert.deepEqual((await stage.get(`/v1/webhooks/${id}`)).body, { id, ...view })
  assert.deepEqual((await stage.get('/v1/webhooks')).body, { webhooks: [{ id, ...view }] })
})

test('a deleted webhook is 404', async () => {
  const { id } = await create()
  assert.equal((await stage.send(`/v1/webhooks/${id}`, { method: 'DELETE' })).status, 204)
  assert.equal((await stage.send(`/v1/webhooks/${id}`, { method: 'DELETE' })).status, 404)
  assert.equal((await stage.get(`/v1/webhooks/${id}`)).status, 404)
})

test('a disabled webhook can be enabled again', async () => {
  const { id } = await create()
  await stage.ctx.db.update(webhooks).set({ status: 'disabled', disabledReason: 'gone', failingSince: sql`now()` })
  assert.deepEqual((await stage.get(`/v1/webhooks/${id}`)).body.disabled_reason, 'gone')
  const { body } = await stage.post(`/v1/webhooks/${id}/enable`)
  assert.deepEqual([body.status, body.disabled_reason, body.failing_since], ['enabled', null, null])
})

test('a test writes an event for this webhook', async () => {
  const { id } = await create()
  const answer = await stage.post(`/v1/webhooks/${id}/test`)
  assert.equal(answer.status, 202)
  const [event] = await stage.ctx.db.select().from(outboxEvents).where(sql`id = ${answer.body.event_id}`)
  assert.deepEqual([event?.type, event?.subject, event?.saleId], ['webhook.test', id, 0])
})

test('a webhook has at most ten pending tests; further ones are refused until they are delivered', async () => {
  const { id } = await create()
  const test = () => stage.post(`/v1/webhooks/${id}/test`)
  const answers: Answer[] = []
  // As many concurrent requests as the connection pool serves without timeouts.
  for (let round = 0; round < 15; round++) answers.push(...(await Promise.all(Array.from({ length: 20 }, test))))
  assert.equal(answers.filter(({ status }) => status === 202).length, 10)
  assert.equal(answers.filter(({ body }) => body.code === 'webhook_busy').length, 290)
  assert.equal(await stage.ctx.db.$count(webhookDeliveries, eq(webhookDeliveries.webhookId, id)), 10)
  await delivered(id)
  assert.equal((await test()).status, 202)
})

test('one replay runs at a time per webhook, and pending replays of single deliveries are limited to 100', async () => {
  const { id } = await create({ types: ['sale.paused'] })
  const events = [await emit('sale.paused'), await emit('sale.paused')]
  const past = await deliver(id, events[0] as number)
  await delivered(id)
  const since = new Date(Date.now() - 3_600_000).toISOString()
  const replay = () => post(`/v1/webhooks/${id}/replay`, { since })
  const answers = await Promise.all(Array.from({ length: 30 }, replay))
  assert.equal(answers.filter(({ status }) => status === 202).length, 1)
  const waiting = and(eq(webhookDeliveries.webhookId, id), eq(webhookDeliveries.status, 'pending'))
  const before = await stage.ctx.db.$count(webhookDeliveries, waiting)
  for (let n = 0; n < 120; n++) await stage.post(`/v1/webhooks/${id}/deliveries/${past}/replay`)
  assert.equal(await stage.ctx.db.$count(webhookDeliveries, waiting), Math.max(before, 100))
  assert.equal((await replay()).body.code, 'webhook_busy')
  await delivered(id)
  assert.equal((await replay()).status, 202)
})

test('the delivery log is paginated, newest first', async () => {
  const { id } = await create()
  const event = await emit()
  const ids: string[] = []
  for (let n = 0; n < 5; n++) ids.push(await deliver(id, event))
  const seen: string[] = []
  let path: string | undefined = `/v1/webhooks/${id}/deliveries?limit=2`
  while (path) {
    const page = await stage.get(path)
    seen.push(...page.body.deliveries.map((delivery: { id: string }) => delivery.id))
    path = /<(.*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
  }
  assert.deepEqual(seen, ids.sort().reverse())
  assert.equal((await stage.get(`/v1/webhooks/${id}/deliveries?limit=0`)).status, 400)
  assert.equal((await stage.get(`/v1/webhooks/${id}/deliveries?cursor=x`)).status, 400)
})

test('replaying a delivery creates a new delivery of the same event', async () => {
  const { id } = await create()
  const event = await emit()
  const past = await deliver(id, event)
  const answer = await stage.post(`/v1/webhooks/${id}/deliveries/${past}/replay`)
  assert.equal(answer.status, 202)
  assert.deepEqual([answer.body.event_id, answer.body.status], [String(event), 'pending'])
  assert.notEqual(answer.body.id, past)
  const other = await create()
  assert.equal((await stage.post(`/v1/webhooks/${other.id}/deliveries/${past}/replay`)).status, 404)
})

test('replaying since a time sends only subscribed event types and nothing older', async () => {
  const { id } = await create({ types: ['sale.closed'] })
  const old = await emit('sale.closed')
  await stage.ctx.db.execute(sql`UPDATE outbox_events SET at = now() - interval '2 hours' WHERE id = ${old}`)
  const wanted = await emit('sale.closed')
  await emit('order.confirmed')
  const since = new Date(Date.now() - 3_600_000).toISOString()
  const answer = await post(`/v1/webhooks/${id}/replay`, { since })
  assert.deepEqual([answer.status, answer.body], [202, { replayed: 1, more: false }])
  const { body } = await stage.get(`/v1/webhooks/${id}/deliveries`)
  assert.deepEqual(
    body.deliveries.map((delivery: { event_id: string }) => delivery.event_id),
    [String(wanted)],
  )
  assert.equal((await post(`/v1/webhooks/${id}/replay`, { since: 'yesterday' })).status, 400)
})

describe('created with an Idempotency-Key', () => {
  const { idempotencyKeys } = schema
  const make = (key: string) => stage.postJson('/v1/webhooks', { url: URL_OK }, { 'idempotency-key': key })

  test('a repeat at another server gets the same response, and the stored response has no secret', async () => {
    const other = await createServerStage({ beside: stage })
    try {
      const first = await make('a')
      assert.match(first.body.secret, /^whsec_/)
      const kept = await stage.ctx.db.select().from(idempotencyKeys)
      assert.ok(JSON.stringify(kept).includes(first.body.id))
      assert.equal(JSON.stringify(kept).includes(first.body.secret.slice('whsec_'.length)), false)
      assert.equal(JSON.stringify(kept).includes('whsec_'), false)
      const again = await other.postJson('/v1/webhooks', { url: URL_OK }, { 'idempotency-key': 'a' })
      assert.deepEqual([again.status, again.body], [201, first.body])
      assert.equal(again.headers.get('idempotent-replayed'), 'true')
    } finally {
      await other.stop()
    }
  })

  test('a repeat after the webhook was deleted is 404 and creates none', async () => {
    const { body } = await make('b')
    assert.equal((await stage.send(`/v1/webhooks/${body.id}`, { method: 'DELETE' })).status, 204)
    const again = await make('b')
    assert.deepEqual([again.status, again.body.code], [404, 'webhook_not_found'])
    assert.equal(await stage.ctx.db.$count(webhooks), 0)
  })
})
