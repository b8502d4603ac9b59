/** Logs: request context on every line, sale events, and no secrets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { newPartner } from './partner.ts'
import { shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const lines: string[] = []
// biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
const logged = (): any[] => lines.map((line) => JSON.parse(line))
let stage: ServerStage
before(async () => {
  stage = await createServerStage({
    log: (line) => lines.push(line),
    env: { WEBHOOK_PRIVATE_ADDRESSES: 'allow' },
    webhookPrivateAddresses: true,
  })
})
after(() => stage.stop())

const TRACE = 'ab'.repeat(16)
const traced = { traceparent: `00-${TRACE}-${'cd'.repeat(8)}-01` }

test('every log line of a request has its trace id, including lines written by core', async () => {
  const sale = { name: 'Traced', items: [{ name: 'Lamp', price: 100, stock: 1 }] }
  const { body } = await stage.postJson('/v1/admin/sales', sale, traced)
  await stage.send(`/v1/admin/sales/${body.id}/pause`, { method: 'POST', headers: traced })
  const ofTrace = logged().filter((line) => line.trace_id === TRACE)
  const events = ofTrace.map(({ event, sale_id }) => [event, sale_id])
  for (const event of ['sale.scheduled', 'sale.opened', 'sale.paused', 'gate.rebuilt'])
    assert.ok(
      events.some((found) => found[0] === event && found[1] === body.id),
      `${event} in ${JSON.stringify(events)}`,
    )
  const actions = ofTrace.filter(({ event }) => event === 'operator.acted').map(({ action }) => action)
  assert.deepEqual(actions, ['sale.open', 'sale.pause'])
  assert.equal(new Set(ofTrace.map(({ request_id }) => request_id)).size, 2)
})

test('the trace id is kept when the body arrives after the headers', async () => {
  const trace = 'ba'.repeat(16)
  const body = JSON.stringify({ name: 'Late', items: [{ name: 'Lamp', price: 100, stock: 1 }] })
  const sending = request(`${stage.origin}/v1/admin/sales`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      traceparent: `00-${trace}-${'cd'.repeat(8)}-01`,
      expect: '100-continue',
    },
  })
  sending.flushHeaders()
  await once(sending, 'continue')
  const answered = once(sending, 'response')
  sending.end(body)
  const [response] = await answered
  response.resume()
  assert.equal(response.statusCode, 201)
  const events = logged().filter(({ trace_id }) => trace_id === trace)
  assert.ok(
    events.some(({ event }) => event === 'sale.scheduled'),
    JSON.stringify(events),
  )
})

test("the trace id of a problem document is that of the request's log lines", async () => {
  const find = stage.ctx.sales.get
  stage.ctx.sales.get = () => Promise.reject(new TypeError('a bug'))
  const { body } = await stage.get(`/v1/sales/${stage.saleId}`)
  stage.ctx.sales.get = find
  assert.equal(body.code, 'internal_error')
  const defects = logged().filter(({ event }) => event === 'defect')
  assert.deepEqual(
    defects.map(({ trace_id, level, err }) => [trace_id, level, err.message]),
    [[body.trace_id, 'error', 'a bug']],
  )
})

test('at level debug every request is logged with route, outcome and duration', async () => {
  await stage.send('/v1/items/99999999', { headers: { traceparent: `00-${'ef'.repeat(16)}-${'cd'.repeat(8)}-01` } })
  const line = logged().find(({ event, trace_id }) => event === 'request' && trace_id === 'ef'.repeat(16))
  assert.deepEqual([line?.level, line?.route, line?.outcome], ['debug', '/v1/items/:id', 'item_not_found'])
  assert.equal(typeof line?.ms, 'number')
})

test('checkout codes, sessions, API keys and webhook secrets never reach the log, even inside errors', async () => {
  const receiver = createServer((_request, response) => response.end()).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  const made = await stage.post(`/checkout?user_id=ann&id=${stage.item(0)}`)
  assert.equal((await stage.post(`/purchase?code=${made.body.code}`)).status, 200)
  const partner = await newPartner(stage, 'acme')
  const hook = await partner.post('/v1/webhooks', { url: `http://127.0.0.1:${port}/`, types: ['*'] })
  assert.equal(hook.status, 201)
  assert.equal((await partner.send('DELETE', `/v1/webhooks/${hook.body.id}`)).status, 204)
  assert.equal((await stage.send(`/v1/admin/keys/${partner.id}`, { method: 'DELETE' })).status, 200)
  const shopper = shopperAt(stage.origin)
  const bought = await shopper.client.checkout.mutate({ id: [stage.item(1)] })
  receiver.close()

  const session = shopper.cookie().split('=')[1] ?? ''
  const secrets = { code: made.body.code, key: partner.key, webhook: hook.body.secret, session, other: bought.code }
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(typeof secret === 'string' && secret.length > 20, `${name} is ${secret}`)
    // As in a database error, which contains all parameters.
    stage.app.server.log.error({ err: new Error(`failed, params: 1,${secret},x`), secret }, `said ${secret}`)
  }
  const log = lines.join('')
  assert.ok(lines.length > 10)
  assert.match(log, /"action":"key.create"/)
  assert.match(log, /"action":"key.revoke"/)
  for (const [name, secret] of Object.entries(secrets)) {
    assert.equal(log.includes(secret), false, `${name} is in the log`)
    assert.equal(log.includes(encodeURIComponent(secret)), false, `${name} is in the log, encoded`)
  }
})
