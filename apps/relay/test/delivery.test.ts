/** Webhook delivery: content, retries, isolation of endpoints, and disabling. */
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, verify } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { after, afterEach, before, describe, test } from 'node:test'
import { cloudEvent } from '@hourglass/core/contract'
import { until } from '@hourglass/stack/testing'
import { Webhook } from 'standardwebhooks'
import { type Receiver, startReceiver, status } from './receiver.ts'
import { createRelayStage, pending, type RelayStage } from './stage.ts'

let stage: RelayStage
const receivers: Receiver[] = []
before(async () => {
  stage = await createRelayStage()
  await stage.relay()
})
after(() => stage.stop())
afterEach(async () => {
  await stage.pool.query('DELETE FROM webhooks')
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()))
})

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args)
  receivers.push(started)
  return started
}
const webhookOf = async (id: string) => (await stage.pool.query('SELECT * FROM webhooks WHERE id = $1', [id])).rows[0]

/** Number of jobs of a webhook, and how many of them a relay is working on. */
async function jobsOf(id: string): Promise<{ jobs: number; active: number }> {
  const text = `SELECT count(*)::int AS jobs, count(*) FILTER (WHERE state = 'active')::int AS active
    FROM relay_jobs.job WHERE name = $1`
  return (await stage.pool.query(text, [`webhook-${id}`])).rows[0]
}

test('stream and webhook receive the same CloudEvent, and the webhook request has both signatures', async () => {
  const endpoint = await receiver()
  const { secret, publicKey } = await stage.webhook(endpoint.url)
  const id = await stage.emit('order.confirmed', 7)
  await until('it is delivered', () => endpoint.received.length > 0)
  const [{ headers, body, event } = assert.fail()] = endpoint.received

  assert.equal(headers['content-type'], 'application/cloudevents+json')
  cloudEvent.parse(event)
  assert.deepEqual(
    [event.id, event.type, event.source, event.saleid],
    [id, 'hourglass.order.confirmed', '/v1/sales/7', 7],
  )
  new Webhook(secret).verify(body, headers)
  const asymmetric = /v1a,(\S+)/.exec(headers['webhook-signature'] ?? '')?.[1] ?? ''
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  assert.ok(verify(null, signed, createPublicKey(publicKey), Buffer.from(asymmetric, 'base64')))
  // Verified without a library, as /docs explains.
  const mac = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(signed)
    .digest('base64')
  assert.ok(headers['webhook-signature']?.split(' ').includes(`v1,${mac}`))
  await until('the stream has it', async () => (await stage.stream()).some((entry) => entry.id === id))
  assert.deepEqual(
    (await stage.stream()).find((entry) => entry.id === id),
    event,
  )
})

test('a webhook receives only the event types it subscribes to', async () => {
  const endpoint = await receiver()
  await stage.webhook(endpoint.url, ['sale.closed'])
  await stage.emit('order.confirmed')
  const closed = await stage.emit('sale.closed')
  await until('it is delivered', () => endpoint.received.length > 0)
  assert.deepEqual(endpoint.ids(), [closed])
})

test('a failed delivery is retried with the same webhook-id until it succeeds', async () => {
  const endpoint = await receiver((_one, response) => {
    response.writeHead(endpoint.received.length < 4 ? 500 : 204).end()
  })
  const { id } = await stage.webhook(endpoint.url)
  await stage.emit('order.confirmed')
  await until('it is delivered', async () => (await stage.deliveries(id))[0]?.status === 'delivered')
  assert.equal((await stage.deliveries(id))[0]?.attempts, 4)
  assert.equal(new Set(endpoint.received.map(({ headers }) => headers['webhook-id'])).size, 1)
  assert.equal((await webhookOf(id)).failing_since, null)
})

test('410 disables the webhook at once, fails its pending deliveries and notifies other webhooks', async () => {
  const [gone, other] = [await receiver(status(410)), await receiver()]
  const { id } = await stage.webhook(gone.url, ['order.confirmed'])
  await stage.webhook(other.url, ['webhook.disabled'])
  await stage.emitMany(3, 1)
  await until('the other webhook is notified', () => other.received.length > 0)
  assert.deepEqual(
    other.events().map((event) => [event.subject, (event.data as { reason: string }).reason]),
    [[id, 'gone']],
  )
  const { status: now, disabled_reason } = await webhookOf(id)
  assert.deepEqual([now, disabled_reason], ['disabled', 'gone'])
  assert.equal(await pending(stage, id), 0)
})

test('a redirect counts as a failure and is not followed', async () => {
  const secret = await receiver()
  const endpoint = await receiver(status(302, { location: secret.url }))
  const { id } = await stage.webhook(endpoint.url)
  await stage.emit('order.confirmed')
  await until('there are two attempts', () => endpoint.received.length > 1)
  await until('the attempt is stored', async () => (await stage.deliveries(id))[0]?.response_status === 302)
  assert.equal(secret.received.length, 0)
})

test('a test event goes only to its own webhook', async () => {
  const [one, other] = [await receiver(), await receiver()]
  const { id } = await stage.webhook(one.url, ['sale.closed'])
  await stage.webhook(other.url)
  await stage.pool.query(
    `WITH event AS (
       INSERT INTO outbox_events (sale_id, type, subject, data) VALUES (0, 'webhook.test', $1::text, '{}') RETURNING id)
     INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, asked)
     SELECT gen_random_uuid(), $1::uuid, id, 'webhook.test', true FROM event`,
    [id],
  )
  await until('it is delivered', () => one.received.length > 0)
  const later = await stage.emit('order.confirmed')
  await until('the next event is delivered', () => other.received.length > 0)
  assert.deepEqual(other.ids(), [later])
})

test('a replayed delivery sends the same body again', async () => {
  const endpoint = await receiver()
  const { id } = await stage.webhook(endpoint.url)
  const event = await stage.emit('order.confirmed')
  await until('it is delivered', async () => (await stage.deliveries(id))[0]?.status === 'delivered')
  await stage.pool.query(
    `INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type) VALUES (gen_random_uuid(), $1, $2, 'x')`,
    [id, event],
  )
  await until('it is delivered again', async () => (await pending(stage, id)) === 0 && endpoint.received.length > 1)
  assert.deepEqual(endpoint.ids(), [event])
  assert.equal(endpoint.received[0]?.body, endpoint.received[1]?.body)
})

test('a hanging endpoint does not delay others and gets at most 64 concurrent requests', async () => {
  const [slow, fast] = [await receiver(() => {}), await receiver()]
  await stage.webhook(slow.url)
  await stage.webhook(fast.url)
  const ids = await stage.emitMany(300, 1)
  await until('the fast endpoint has all events', () => fast.ids().length === 300)
  assert.deepEqual(new Set(fast.ids()), new Set(ids))
  await until('the slow endpoint has 64 open requests', () => slow.openRequests().now === 64)
  // Once a later event has been delivered, a 65th request to the slow endpoint would have been sent.
  const last = await stage.emit('order.confirmed', 2)
  await until('the fast endpoint gets the next event', () => fast.ids().includes(last))
  assert.equal(slow.openRequests().max, 64)
})

test('failed deliveries of a disabled webhook are not sent after it is enabled again', async () => {
  const endpoint = await receiver(status(410))
  const { id } = await stage.webhook(endpoint.url, ['order.confirmed', 'sale.closed'])
  await stage.emitMany(300, 1)
  await until('it is disabled', async () => (await webhookOf(id)).status === 'disabled')
  await until('no request is in flight', async () => (await jobsOf(id)).active === 0)
  const { received } = endpoint
  received.length = 0
  endpoint.answer(status(200))
  await stage.pool.query(`UPDATE webhooks SET status = 'enabled', disabled_reason = NULL WHERE id = $1`, [id])
  const next = await stage.emit('sale.closed')
  await until('its jobs are done', async () => (await jobsOf(id)).jobs === 0)
  assert.deepEqual(endpoint.ids(), [next])
})

test('a webhook that has been failing for more than five days is disabled by its next failure', async () => {
  const endpoint = await receiver(status(500))
  const { id } = await stage.webhook(endpoint.url)
  await stage.pool.query(`UPDATE webhooks SET failing_since = now() - interval '6 days' WHERE id = $1`, [id])
  await stage.emit('order.confirmed')
  await until('it is disabled', async () => (await webhookOf(id)).status === 'disabled')
  assert.equal((await webhookOf(id)).disabled_reason, 'failing')
})

test('a partner receives only sale events and events of its own buyers, with unqualified user ids', async () => {
  const [partner, operator] = [await receiver(), await receiver()]
  await stage.webhook(partner.url, ['*'], 'acme')
  await stage.webhook(operator.url)
  const insert = `INSERT INTO outbox_events (sale_id, type, subject, data) VALUES (1, $1, 'of this test', $2)`
  const write = (type: string, data: object) => stage.pool.query(insert, [type, data])
  await write('order.confirmed', { user_id: 'ann' })
  await write('order.confirmed', { user_id: 'other/ann' })
  await write('reservation.created', { user_id: 'acme/ann' })
  await write('webhook.disabled', { principal: 'other', url: 'https://other.example/hook' })
  await write('sale.paused', {})
  const receivedBy = (to: Receiver) =>
    to.events().flatMap((event) => (event.subject === 'of this test' ? [[event.type, event.data]] : []))
  await until('the operator has all events', () => receivedBy(operator).length === 5)
  await until('the partner has its events', () => receivedBy(partner).length === 2)
  // Any event that the partner must not receive would have arrived before this one.
  const last = await stage.emit('order.confirmed')
  await until('the operator has the last one', () => operator.ids().includes(last))
  assert.deepEqual(receivedBy(partner).sort(), [
    ['hourglass.reservation.created', { user_id: 'ann' }],
    ['hourglass.sale.paused', {}],
  ])
})

test('events of a sandbox reach webhooks of its test keys only, and not the stream', async () => {
  const [live, tests, operator] = [await receiver(), await receiver(), await receiver()]
  await stage.webhook(live.url, ['*'], 'acme')
  await stage.webhook(tests.url, ['*'], 'test:acme')
  await stage.webhook(operator.url)
  const insert = `INSERT INTO outbox_events (sale_id, type, subject, data) VALUES (1, $1, 'of two worlds', $2)`
  const write = (type: string, data: object) => stage.pool.query(insert, [type, data])
  await write('sale.opened', { sandbox: 'test:acme' })
  await write('sale.paused', { sandbox: 'test:other' })
  await write('order.confirmed', { user_id: 'test:acme/ann' })
  await write('sale.closed', {})
  await write('order.failed', { user_id: 'acme/ann' })
  const receivedBy = (to: Receiver) =>
    to.events().flatMap((event) => (event.subject === 'of two worlds' ? [event.type] : []))
  await until('every receiver has its events', () =>
    [live, tests, operator].every((each) => receivedBy(each).length === 2),
  )
  // Any other event would have arrived before this one.
  const last = await stage.emit('order.confirmed')
  await until('the operator has the last one', () => operator.ids().includes(last))
  assert.deepEqual(receivedBy(tests).sort(), ['hourglass.order.confirmed', 'hourglass.sale.opened'])
  const ofLive = ['hourglass.order.failed', 'hourglass.sale.closed']
  assert.deepEqual([receivedBy(live).sort(), receivedBy(operator).sort()], [ofLive, ofLive])
  await until('the stream has the last one', async () => (await stage.stream()).some(({ id }) => id === last))
  const streamed = (await stage.stream()).filter((event) => Reflect.get(event, 'subject') === 'of two worlds')
  assert.deepEqual(streamed.map(({ type }) => type).sort(), ofLive)
})

describe('the status alone decides the verdict, regardless of the response body', () => {
  const head = (response: ServerResponse, code: number) => response.writeHead(code, { 'content-type': 'text/plain' })
  const bodies: [title: string, send: (response: ServerResponse, code: number) => void][] = [
    ['a body that never starts', (response, code) => head(response, code).flushHeaders()],
    ['a body that never ends', (response, code) => void head(response, code).write('x')],
    [
      'an endless body',
      (response, code) => {
        head(response, code)
        const fill = () => {
          while (!response.destroyed && response.write('x'.repeat(16_384)));
          if (!response.destroyed) response.once('drain', fill)
        }
        fill()
      },
    ],
    [
      'a body that breaks off',
      (response, code) => {
        response.writeHead(code, { 'content-length': 100 })
        response.write('x', () => response.socket?.resetAndDestroy())
      },
    ],
  ]
  const settled: [code: number, status: string, webhook: string][] = [
    [200, 'delivered', 'enabled'],
    [202, 'delivered', 'enabled'],
    [410, 'failed', 'disabled'],
    [503, 'pending', 'enabled'],
  ]
  for (const [title, send] of bodies)
    for (const [code, status, state] of settled)
      test(`${code} with ${title}`, async () => {
        const endpoint = await receiver((_received, response) => send(response, code))
        const { id } = await stage.webhook(endpoint.url)
        await stage.emit('order.confirmed', 7)
        await until('an attempt is settled', async () => ((await stage.deliveries(id))[0]?.attempts ?? 0) > 0)
        const [delivery] = await stage.deliveries(id)
        assert.deepEqual([delivery?.status, delivery?.response_status], [status, code])
        if (status === 'delivered') assert.deepEqual([delivery?.attempts, delivery?.error], [1, null])
        assert.equal((await webhookOf(id)).status, state)
      })
})
