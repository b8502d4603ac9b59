/** Every refusal is a problem document with the security headers, even if it happens before routing or outside Fastify. */
import assert from 'node:assert/strict'
import { METHODS } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { routes } from '../src/routes/index.ts'
import { shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage, sendBytes } from './stage.ts'
import { admitAll, join, queueSale } from './waiting-room.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage({ env: { PAYMENTS: 'test', SALE_PAYMENT: 'none' } })
})
after(() => stage.stop())

interface Raw {
  status: number
  headers: Headers
  body: string
}

async function raw(method: string, path: string, ...lines: string[]): Promise<Raw> {
  return parsed(
    await sendBytes(
      stage.port,
      `${method} ${path} HTTP/1.1\r\n${['host: 127.0.0.1', 'connection: close', ...lines].join('\r\n')}\r\n\r\n`,
    ),
  )
}

function parsed(text: string): Raw {
  const at = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, at).split('\r\n')
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(at + 4) }
}

function assertRefused(
  { status, headers, body }: Raw,
  expected: number,
  code: string,
  why: string,
  hasBody = true,
): void {
  assert.equal(status, expected, why)
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/, why)
  assert.equal(headers.get('cache-control'), 'no-store', why)
  assert.equal(headers.get('x-content-type-options'), 'nosniff', why)
  assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'", why)
  assert.equal(headers.get('referrer-policy'), 'no-referrer', why)
  if (!hasBody) return
  const problem = JSON.parse(body)
  assert.deepEqual([problem.status, problem.code], [expected, code], why)
  assert.match(problem.trace_id, /^[\da-f]{32}$/, why)
}

const paths = [...new Set(routes.map(({ path }) => path.replace(/\{\w+\}/g, '7')))]
const allowedAt = (path: string) => {
  const methods = routes
    .filter((route) => route.path.replace(/\{\w+\}/g, '7') === path)
    .map(({ method }) => method.toUpperCase())
  // The live feed has no HEAD, which would never be answered.
  const head = methods.includes('GET') && !path.endsWith('/live') ? ['HEAD'] : []
  const all = [...methods, ...head]
  return ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].filter((method) => all.includes(method))
}

describe('an unsupported method is refused with 405 and Allow on every path', () => {
  for (const method of METHODS.filter((one) => one !== 'OPTIONS' && one !== 'CONNECT'))
    test(method, async () => {
      for (const path of [...paths, '/trpc/sales.active', '/trpc/admin/session.get']) {
        const allowed = path.startsWith('/trpc') ? ['GET', 'HEAD', 'POST'] : allowedAt(path)
        if (allowed.includes(method)) continue
        const answer = await raw(method, path)
        assertRefused(answer, 405, 'method_not_allowed', `${method} ${path}`, method !== 'HEAD')
        assert.equal(answer.headers.get('allow'), allowed.join(', '), `${method} ${path}`)
      }
      assertRefused(await raw(method, '/nothing'), 404, 'route_not_found', method, method !== 'HEAD')
    })
})

test('an unknown method is refused with 501', async () => {
  for (const method of ['BREW', 'get', 'PosT', 'X-Y'])
    assertRefused(await raw(method, '/checkout'), 501, 'not_implemented', method)
  assertRefused(await raw('CONNECT', 'x:443'), 501, 'not_implemented', 'CONNECT')
  const second = await sendBytes(
    stage.port,
    'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\nBREW / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  )
  assert.match(second, /^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 501 /)
})

test('OPTIONS other than a CORS preflight gets 204 with Allow, or 404 on an unknown path', async () => {
  for (const path of paths) {
    for (const line of ['x: y', 'origin: http://localhost:3000', 'access-control-request-method: POST']) {
      const { status, headers, body } = await raw('OPTIONS', path, line)
      assert.deepEqual([status, body], [204, ''], `${path} ${line}`)
      assert.equal(headers.get('allow'), allowedAt(path).join(', '), path)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
    }
  }
  assert.equal((await raw('OPTIONS', '*')).status, 204)
  assertRefused(await raw('OPTIONS', '/nothing'), 404, 'route_not_found', 'nothing')
  const preflight = await raw(
    'OPTIONS',
    '/trpc/checkout',
    'origin: http://localhost:3000',
    'access-control-request-method: POST',
  )
  assert.equal(preflight.headers.get('access-control-allow-origin'), 'http://localhost:3000')
})

test('malformed requests and unsupported transfer encodings are refused with a problem document', async () => {
  const cases: [bytes: string, status: number, code: string][] = [
    ['NONSENSE\r\n\r\n', 400, 'invalid_request'],
    ['GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'invalid_request'],
    ['GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nbad header\r\n\r\n', 400, 'invalid_request'],
    [`GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'y'.repeat(10_000)}\r\n\r\n`, 431, 'headers_too_large'],
    [
      `GET /v1/items/${'9'.repeat(2_000)} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`,
      400,
      'invalid_request',
    ],
    ['GET /v1/items/%zz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n', 400, 'invalid_request'],
    [
      'POST /purchase HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ntransfer-encoding: gzip, chunked\r\ncontent-type: application/json\r\n\r\n0\r\n\r\n',
      501,
      'not_implemented',
    ],
  ]
  for (const [bytes, status, code] of cases)
    assertRefused(parsed(await sendBytes(stage.port, bytes)), status, code, JSON.stringify(bytes.slice(0, 60)))
  const expecting = 'POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: the-best\r\nconnection: close\r\n\r\n'
  assertRefused(parsed(await sendBytes(stage.port, expecting)), 400, 'invalid_request', 'Expect')
})

test('a tRPC call with the wrong method is refused with 405 and Allow', async () => {
  const mutation = await stage.get('/trpc/checkout')
  assert.deepEqual([mutation.status, mutation.headers.get('allow')], [405, 'POST'])
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":1}' }
  const query = await stage.send('/trpc/sales.get', options)
  assert.deepEqual([query.status, query.headers.get('allow')], [405, 'GET'])
})

describe('only public responses are cacheable', () => {
  const cached: Record<string, RegExp> = {
    '/v1/sales': /^public, max-age=0, s-maxage=1$/,
    '/v1/sales/active': /^public, max-age=0, s-maxage=1$/,
    '/v1/sales/{id}': /^public, max-age=0, s-maxage=1$/,
    '/v1/sales/{id}/items': /^public, max-age=0, s-maxage=1$/,
    '/v1/sales/{id}/audit': /^public, max-age=0, s-maxage=1$/,
    '/v1/sales/{id}/queue': /^public, max-age=0, s-maxage=1$/,
    '/v1/sales/{id}/queue/log': /^public, max-age=0, s-maxage=1$/,
    '/v1/items/{id}': /^public, max-age=0, s-maxage=1$/,
    '/v1/items/{id}/history': /^public, max-age=0, s-maxage=1$/,
    '/v1/items/{id}/image.svg': /^public, max-age=31536000, immutable$/,
    '/v1/pictures/{id}/{rendition}': /^public, max-age=31536000, immutable$/,
    '/openapi.json': /^public, max-age=300$/,
    '/docs/collection.json': /^public, max-age=300$/,
    '/docs': /^public, max-age=300$/,
    '/problems/{code}': /^public, max-age=300$/,
    '/v1/sales/{id}/live': /^no-store, no-transform$/,
  }
  test('over REST', async () => {
    const { body: webhook } = await stage.postJson('/v1/webhooks', { url: 'https://shop.example/hooks' })
    const { body: order } = await stage.postJson('/v1/orders', { user_id: 'ann', items: [{ id: stage.item(0) }] })
    const { body: hold } = await stage.postJson('/v1/reservations', { user_id: 'ann', item_id: stage.item(1) })
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAEklEQVR42mP4AAUMo4xRBukMACHk4BB9bzJSAAAAAElFTkSuQmCC'
    const picture = await stage.send('/v1/admin/pictures', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: Buffer.from(png, 'base64'),
    })
    const { body: paid } = await stage.postJson('/v1/admin/sales', {
      name: 'Paid',
      payment: 'required',
      items: [{ stock: 1, price: 100 }],
    })
    const items = [{ id: paid.first_item_id }]
    const { body: unpaid } = await stage.postJson('/v1/orders', { user_id: 'ann', items })
    const queued = await queueSale(stage)
    const { body: place } = await join(stage, queued.id, 'ann')
    await admitAll(stage, queued.id)
    const ids = Object.entries({
      '/v1/sales/{id}/queue': queued.id,
      '/v1/pictures/': picture.body.id,
      '/v1/items/': stage.item(2),
      '/v1/webhooks/': webhook.id,
      '/v1/orders/': order.id,
      '/v1/test-payments/': unpaid.id,
      '/v1/reservations/': hold.id,
    })
    const idOf = (path: string) =>
      ids.find(([part]) => path.replace('/admin', '').startsWith(part))?.[1] ?? stage.saleId
    for (const { method, path } of routes.filter((route) => route.method === 'get')) {
      const needsBuyer = ['/v1/cart', '/v1/sales/{id}/queue/challenge'].includes(path) ? '?user_id=ann' : ''
      const url =
        path
          .replace('{code}', 'sold_out')
          .replace('{rendition}', 'small.webp')
          .replace('{ticket}', place.ticket)
          .replace('{id}', String(idOf(path))) + needsBuyer
      const stop = new AbortController()
      const response = await fetch(stage.origin + url, { signal: stop.signal })
      assert.equal(response.status, 200, url)
      assert.match(response.headers.get('cache-control') ?? 'none', cached[path] ?? /^no-store$/, `${method} ${path}`)
      stop.abort()
    }
    assert.equal((await stage.get('/v1/sales/4711')).headers.get('cache-control'), 'no-store')
  })

  test('over tRPC, where responses also vary by Origin', async () => {
    const { client } = shopperAt(stage.origin)
    await client.cart.add.mutate({ item_id: stage.item(3) })
    for (const origin of [undefined, 'http://localhost:3000', 'https://elsewhere.example'])
      for (const path of [
        '/trpc/cart.get',
        '/trpc/sales.active',
        '/trpc/nothing',
        '/trpc/orders.watch?input={"id":"x"}',
        '/trpc/admin/session.get',
      ]) {
        const { headers } = await stage.send(path, { headers: origin ? { origin } : {} })
        assert.match(headers.get('cache-control') ?? '', /^no-store/, `${path} ${origin}`)
        assert.match(headers.get('vary') ?? '', /(^|, )origin(,|$)/i, `${path} ${origin}`)
      }
  })
})
