/** A partner integration with an address, a key and /docs: purchases, every refusal, and webhooks. */
import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { run } from '@hourglass/cli/testing'
import { startMigratedStores } from '@hourglass/db/testing'
import { freePort, type Supervisor, startSupervisor } from '@hourglass/stack'
import { type TestStores, until } from '@hourglass/stack/testing'
import { startRelay, startServer } from '../../../apps.ts'

let supervisor: Supervisor
let stores: TestStores
let origin: string
let key: string
let admin: string
/** The API reference; it must document every route that this test calls. */
let reference: string

before(async () => {
  supervisor = await startSupervisor()
  stores = await startMigratedStores()
  const port = await freePort()
  const { databaseUrl, redisUrl } = stores
  const env = { SALE_ITEMS: '20', BUYER_LIMIT: '3', WEBHOOK_PRIVATE_ADDRESSES: 'allow' }
  const options = { databaseUrl, redisUrl, host: '0.0.0.0', port, webPort: 0, env }
  await startServer(supervisor, options)
  await startRelay(supervisor, options)
  origin = `http://127.0.0.1:${port}`
  const newKey = async (partner: string, scopes: string) => {
    const made = await run(['keys', 'create', '--partner', partner, '--scopes', scopes, '--json'], {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
    })
    return made.json().key
  }
  key = await newKey('acme', 'buy,read,webhooks')
  admin = await newKey('operator', 'admin')
  reference = await (await fetch(`${origin}/docs`)).text()
})
after(async () => {
  await supervisor?.stop()
  await stores?.stop()
})

// biome-ignore lint/suspicious/noExplicitAny: the JSON differs per route
type Answer = { status: number; body: any }

async function call(method: string, path: string, options: { body?: unknown; key?: string } = {}): Promise<Answer> {
  const headers = {
    ...((options.key ?? key) && { authorization: `Bearer ${options.key ?? key}` }),
    ...(options.body !== undefined && { 'content-type': 'application/json' }),
  }
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) }
  const answer = await fetch(origin + path, { method, headers, ...body })
  return { status: answer.status, body: await answer.json() }
}

const buy = async (user: string, id: number): Promise<Answer> => {
  const { body } = await call('POST', `/checkout?user_id=${user}&id=${id}`)
  return call('POST', `/purchase?code=${body.code}`)
}

async function hourly(): Promise<number> {
  const { body } = await call('GET', '/v1/sales/active')
  return body.sales.find(({ kind }: { kind: string }) => kind === 'hourly').first_item_id
}

/** Opens a merchant sale with one item. */
async function merchant(starts_at?: string): Promise<{ id: number; item: number }> {
  const sale = { name: 'Bells', buyer_limit: 3, items: [{ stock: 5, price: 100 }], ...(starts_at && { starts_at }) }
  const { body } = await call('POST', '/v1/admin/sales', { key: admin, body: sale })
  return { id: body.id, item: body.first_item_id }
}

test('the API reference documents every route that this test calls', () => {
  for (const path of ['/checkout', '/purchase', '/v1/sales/active', '/v1/orders', '/v1/webhooks', '/v1/reservations']) {
    assert.ok(reference.includes(path), path)
  }
})

test('a purchase is delivered to a webhook with a valid signature', async () => {
  const heard: { headers: http.IncomingHttpHeaders; body: string }[] = []
  const sink = http.createServer(async (request, response) => {
    heard.push({ headers: request.headers, body: await text(request) })
    response.end()
  })
  await once(sink.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/events`
  const { status, body: webhook } = await call('POST', '/v1/webhooks', { body: { url, types: ['order.confirmed'] } })
  assert.equal(status, 201)

  const bought = await buy('ann', (await hourly()) + 1)
  assert.equal(bought.status, 200)
  await until('the endpoint receives the event', () => heard.length > 0)
  sink.close()
  sink.closeAllConnections()
  const [{ headers, body } = assert.fail()] = heard
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const secret = Buffer.from(webhook.secret.replace('whsec_', ''), 'base64')
  const mac = createHmac('sha256', secret).update(signed).digest()
  const given = /v1,(\S+)/.exec(String(headers['webhook-signature']))?.[1] ?? ''
  assert.ok(timingSafeEqual(mac, Buffer.from(given, 'base64')))
  const { data } = JSON.parse(body)
  assert.equal(data.order_id, bought.body.order.id)
  assert.equal(data.user_id, 'ann')
})

describe('every refusal is a problem document whose type is a page with a remedy:', () => {
  const unknownItem = 9_999_999
  const refusals: [code: string, status: number, provoke: () => Promise<Answer>][] = [
    ['invalid_request', 400, () => call('POST', '/checkout?user_id=ann&id=x')],
    ['key_required', 401, () => call('POST', '/checkout?user_id=ann&id=1', { key: '' })],
    ['key_invalid', 401, () => call('POST', '/checkout?user_id=ann&id=1', { key: 'hg_live_nothing' })],
    ['scope_missing', 403, () => call('GET', '/v1/admin/keys')],
    ['item_not_found', 404, () => call('POST', `/checkout?user_id=ann&id=${unknownItem}`)],
    ['code_not_found', 404, () => call('POST', '/purchase?code=nothing')],
    ['route_not_found', 404, () => call('GET', '/v2/sales')],
    ['hold_not_found', 404, () => call('GET', '/v1/reservations/01900000-0000-7000-8000-000000000000')],
    ['order_not_found', 404, () => call('GET', '/v1/orders/01900000-0000-7000-8000-000000000000')],
    [
      'sold_out',
      409,
      async () => {
        const id = (await hourly()) + 2
        await buy('ben', id)
        return call('POST', `/checkout?user_id=cleo&id=${id}`)
      },
    ],
    [
      'limit_reached',
      409,
      async () => {
        const first = (await hourly()) + 5
        for (const i of [0, 1, 2]) await buy('dan', first + i)
        return buy('dan', first + 3)
      },
    ],
    [
      'code_used',
      409,
      async () => {
        const { body } = await call('POST', `/checkout?user_id=eve&id=${(await hourly()) + 3}`)
        await call('POST', `/purchase?code=${body.code}`)
        return call('POST', `/purchase?code=${body.code}`)
      },
    ],
    [
      'hold_canceled',
      409,
      async () => {
        const held = { user_id: 'fay', item_id: (await hourly()) + 10 }
        const { body } = await call('POST', '/v1/reservations', { body: held })
        await call('POST', `/v1/reservations/${body.id}/cancel`)
        return call('POST', `/v1/reservations/${body.id}/confirm`)
      },
    ],
    [
      'sale_not_open',
      409,
      async () => {
        const { item } = await merchant(new Date(Date.now() + 3_600_000).toISOString())
        return call('POST', `/checkout?user_id=ann&id=${item}`)
      },
    ],
    [
      'sale_paused',
      409,
      async () => {
        const { id, item } = await merchant()
        await call('POST', `/v1/admin/sales/${id}/pause`, { key: admin })
        return call('POST', `/checkout?user_id=ann&id=${item}`)
      },
    ],
    [
      'sale_closed',
      410,
      async () => {
        const { id, item } = await merchant()
        await call('POST', `/v1/admin/sales/${id}/close`, { key: admin })
        return call('POST', `/checkout?user_id=ann&id=${item}`)
      },
    ],
    [
      'rate_limited',
      429,
      async () => {
        const order = { user_id: 'gus', items: [{ id: unknownItem, quantity: 1 }] }
        let answer = await call('POST', '/v1/orders', { body: order })
        for (let times = 0; answer.status !== 429 && times < 30; times++) {
          answer = await call('POST', '/v1/orders', { body: order })
        }
        return answer
      },
    ],
  ]
  for (const [code, status, provoke] of refusals) {
    test(`${status} ${code}`, async () => {
      const answer = await provoke()
      assert.deepEqual([answer.status, answer.body.code], [status, code])
      const page = await fetch(new URL(answer.body.type, origin))
      assert.equal(page.status, 200)
      assert.ok((await page.text()).includes(code))
    })
  }
})
