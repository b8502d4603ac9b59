/** What a receiver gets, and what it does to be left alone. */
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

/** Jobs of a webhook, and those of them that a relay is at. */
async function inLine(id: string): Promise<{ jobs: number; active: number }> {
  const text = `SELECT count(*)::int AS jobs, count(*) FILTER (WHERE state = 'active')::int AS active
    FROM relay_jobs.job WHERE name = $1`
  return (await stage.pool.query(text, [`webhook-${id}`])).rows[0]
}

test('an event comes to the stream and to the webhook as the same CloudEvent, signed both ways', async () => {
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
  // As /docs tells it, without a library.
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

test('a webhook gets the types that it asked for, and no others', async () => {
  const endpoint = await receiver()
  await stage.webhook(endpoint.url, ['sale.closed'])
  await stage.emit('order.confirmed')
  const closed = await stage.emit('sale.closed')
  await until('it is delivered', () => endpoint.received.length > 0)
  assert.deepEqual(endpoint.ids(), [closed])
})

test('an endpoint that fails is tried again, under the same id, until it succeeds', async () => {
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

test('410 disables at once, what waited is given up, and the others are told', async () => {
  const [gone, other] = [await receiver(status(410)), await receiver()]
  const { id } = await stage.webhook(gone.url, ['order.confirmed'])
  await stage.webhook(other.url, ['webhook.disabled'])
  await stage.emitMany(3, 1)
  await until('the others are told', () => other.received.length > 0)
  assert.deepEqual(
    other.events().map((event) => [event.subject, (event.data as { reason: string }).reason]),
    [[id, 'gone']],
  )
  const { status: now, disabled_reason } = await webhookOf(id)
  assert.deepEqual([now, disabled_reason], ['disabled', 'gone'])
  assert.equal(await pending(stage, id), 0)
})

test('a redirect is a failure, and is not followed', async () => {
  const secret = await receiver()
  const endpoint = await receiver(status(302, { location: secret.url }))
  const { id } = await stage.webhook(endpoint.url)
  await stage.emit('order.confirmed')
  await until('it is tried twice', () => endpoint.received.length > 1)
  await until('it is written down', async () => (await stage.deliveries(id))[0]?.response_status === 302)
  assert.equal(secret.received.length, 0)
})

test('a test goes to its webhook alone', async () => {
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

test('a delivery that is asked for again is made again', async () => {
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

test('an endpoint that hangs holds back no other', async () => {
  const [slow, fast] = [await receiver(() => {}), await receiver()]
  await stage.webhook(slow.url)
  await stage.webhook(fast.url)
  const ids = await stage.emitMany(300, 1)
  await until('the fast one has all', () => fast.ids().length === 300)
  assert.deepEqual(new Set(fast.ids()), new Set(ids))
  await until('the slow one keeps 64 requests waiting', () => slow.underWay().now === 64)
  // What is sent after the event of a later sale has been delivered would have been sent by now.
  const last = await stage.emit('order.confirmed', 2)
  await until('the fast one goes on', () => fast.ids().includes(last))
  assert.equal(slow.underWay().most, 64)
})

test('what was given up is not sent when the webhook is enabled again', async () => {
  const endpoint = await receiver(status(410))
  const { id } = await stage.webhook(endpoint.url, ['order.confirmed', 'sale.closed'])
  await stage.emitMany(300, 1)
  await until('it is disabled', async () => (await webhookOf(id)).status === 'disabled')
  await until('no request is under way', async () => (await inLine(id)).active === 0)
  const { received } = endpoint
  received.length = 0
  endpoint.answer(status(200))
  await stage.pool.query(`UPDATE webhooks SET status = 'enabled', disabled_reason = NULL WHERE id = $1`, [id])
  const next = await stage.emit('sale.closed')
  await until('its jobs are done', async () => (await inLine(id)).jobs === 0)
  assert.deepEqual(endpoint.ids(), [next])
})

test('a webhook that has failed for too long is disabled by the next failure', async () => {
  const endpoint = await receiver(status(500))
  const { id } = await stage.webhook(endpoint.url)
  await stage.pool.query(`UPDATE webhooks SET failing_since = now() - interval '6 days' WHERE id = $1`, [id])
  await stage.emit('order.confirmed')
  await until('it is disabled', async () => (await webhookOf(id)).status === 'disabled')
  assert.equal((await webhookOf(id)).disabled_reason, 'failing')
})

test('a partner is told of sales and of its own buyers, by its own names for them, and of nothing else', async () => {
  const [partner, operator] = [await receiver(), await receiver()]
  await stage.webhook(partner.url, ['*'], 'acme')
  await stage.webhook(operator.url)
  const insert = `INSERT INTO outbox_events (sale_id, type, subject, data) VALUES (1, $1, 'of this test', $2)`
  const tell = (type: string, data: object) => stage.pool.query(insert, [type, data])
  await tell('order.confirmed', { user_id: 'ann' })
  await tell('order.confirmed', { user_id: 'other/ann' })
  await tell('reservation.created', { user_id: 'acme/ann' })
  await tell('webhook.disabled', { principal: 'other', url: 'https://other.example/hook' })
  await tell('sale.paused', {})
  const told = (to: Receiver) =>
    to.events().flatMap((event) => (event.subject === 'of this test' ? [[event.type, event.data]] : []))
  await until('the operator has all', () => told(operator).length === 5)
  await until('the partner has its own', () => told(partner).length === 2)
  // An event that the partner must not get would have come before this one.
  const last = await stage.emit('order.confirmed')
  await until('the operator has the last one', () => operator.ids().includes(last))
  assert.deepEqual(told(partner).sort(), [
    ['hourglass.reservation.created', { user_id: 'ann' }],
    ['hourglass.sale.paused', {}],
  ])
})

describe('the status of an answer decides, whatever becomes of its body', () => {
  const head = (response: ServerResponse, code: number) => response.writeHead(code, { 'content-type': 'text/plain' })
  const bodies: [title: string, send: (response: ServerResponse, code: number) => void][] = [
    ['a body that never begins', (response, code) => head(response, code).flushHeaders()],
    ['a body that never ends', (response, code) => void head(response, code).write('x')],
    [
      'a body that is endless',
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
      test(`${code}, and ${title}`, async () => {
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
