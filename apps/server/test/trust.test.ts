/** Trusted callers without a key: the local operator, and requests with a host in TRUSTED_HOSTS. */
import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, describe, test } from 'node:test'
import { readConfig } from '../src/config.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const HOST = 'shop.example'

/** `stage` listens on loopback with default settings; `wide` on all addresses with trusted hosts. */
let stage: ServerStage
let wide: ServerStage
before(async () => {
  stage = await createServerStage()
  wide = await createServerStage({
    env: { HOST: '0.0.0.0', TRUST_USER_ID: 'yes', TRUSTED_HOSTS: `${HOST}, api.example:8443` },
    beside: stage,
  })
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

interface RawAnswer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
  body: any
  headers: http.IncomingHttpHeaders
}

/** Sends a request with its own Host header, which fetch does not allow. */
function ask(server: ServerStage, method: string, path: string, headers: Record<string, string>, body?: object) {
  return new Promise<RawAnswer>((resolve, reject) => {
    const sent = body && JSON.stringify(body)
    const request = http.request(server.origin + path, {
      method,
      headers: { ...headers, ...(sent && { 'content-type': 'application/json' }) },
    })
    request.on('error', reject).on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text || 'null'), headers: response.headers }),
      )
    })
    request.end(sent)
  })
}

describe('on a public address', () => {
  test('TRUST_USER_ID requires TRUSTED_HOSTS', () => {
    const env = { DATABASE_URL: 'postgres://db', REDIS_URL: 'redis://redis', HOST: '0.0.0.0', TRUST_USER_ID: 'yes' }
    assert.throws(() => readConfig(env), /^Error: TRUSTED_HOSTS is missing/)
    assert.throws(
      () => readConfig({ ...env, TRUSTED_HOSTS: 'http://shop.example/' }),
      /TRUSTED_HOSTS must be host names/,
    )
    assert.deepEqual(readConfig({ ...env, TRUSTED_HOSTS: 'Shop.Example, [::1]:80' }).trustedHosts, [
      'shop.example',
      '[::1]:80',
    ])
  })

  test('a user_id is trusted only with a listed Host, regardless of Origin', async () => {
    const path = `/checkout?user_id=ann&id=${stage.item(0)}`
    for (const [host, status] of [
      [HOST, 200],
      [`${HOST}:8080`, 200],
      ['SHOP.example', 200],
      ['api.example:8443', 200],
      ['api.example', 401],
      ['api.example:80', 401],
      ['evil.example', 401],
      [`${HOST}.evil.example`, 401],
      ['localhost', 401],
      ['127.0.0.1', 401],
    ] as const) {
      assert.equal((await ask(wide, 'POST', path, { host, origin: `http://${host}` })).status, status, host)
      assert.equal((await ask(wide, 'POST', path, { host })).status, status, host)
    }
  })

  const routes: [method: string, path: string][] = [
    ['POST', '/checkout?id=1'],
    ['GET', '/v1/orders'],
    ['GET', '/v1/orders/00000000-0000-7000-8000-000000000000'],
    ['POST', '/v1/orders'],
    ['GET', '/v1/reservations'],
    ['GET', '/v1/reservations/00000000-0000-7000-8000-000000000000'],
    ['POST', '/v1/reservations'],
    ['POST', '/v1/reservations/00000000-0000-7000-8000-000000000000/confirm'],
    ['POST', '/v1/reservations/00000000-0000-7000-8000-000000000000/cancel'],
    ['GET', '/v1/cart'],
    ['DELETE', '/v1/cart'],
    ['POST', '/v1/cart/items'],
    ['PUT', '/v1/cart/items/1'],
    ['DELETE', '/v1/cart/items/1'],
  ]

  test('every route that concerns a buyer needs a user_id', async () => {
    for (const [method, path] of routes) {
      const { status, body } = await ask(wide, method, path, { host: HOST })
      assert.deepEqual([status, body.code, body.errors?.[0]?.pointer], [400, 'invalid_request', '#/user_id'], path)
    }
  })

  test('a trusted caller cannot name a partner’s buyer or a guest', async () => {
    for (const userId of ['acme/ann', 'guest:1', '/ann'])
      for (const [method, path] of [...routes, ['POST', '/purchase?code=x']] as typeof routes) {
        const inQuery = `${path}${path.includes('?') ? '&' : '?'}user_id=${encodeURIComponent(userId)}`
        const answers = [await ask(wide, method, inQuery, { host: HOST })]
        if (method === 'POST' || method === 'PUT')
          answers.push(await ask(wide, method, path, { host: HOST }, { user_id: userId }))
        for (const { status, body } of answers)
          assert.deepEqual([status, body.errors?.[0]?.pointer], [400, '#/user_id'], `${method} ${path} ${userId}`)
      }
  })

  test('a refused checkout is recorded as an attempt', async () => {
    const before = await attempts()
    await ask(wide, 'POST', '/checkout?id=1', { host: HOST })
    assert.equal(await attempts(), before + 1)
  })

  async function attempts(): Promise<number> {
    const { rows } = await stage.ctx.db.execute<{ n: string }>('SELECT count(*) AS n FROM attempts')
    return Number(rows[0]?.n)
  }
})

describe('on loopback', () => {
  const path = () => `/checkout?user_id=ann&id=${stage.item(1)}`

  test('only direct requests with a loopback Host are trusted', async () => {
    for (const host of ['localhost', '127.0.0.1:8080', '[::1]:8080'])
      assert.equal((await ask(stage, 'POST', path(), { host })).status, 200, host)
    for (const headers of [
      { host: 'evil.example' },
      { host: 'localhost', 'x-forwarded-for': '192.0.2.1' },
      { host: 'localhost', forwarded: 'for=192.0.2.1' },
      { host: 'localhost', via: '1.1 edge' },
      { host: 'localhost', 'x-real-ip': '192.0.2.1' },
    ])
      assert.equal((await ask(stage, 'POST', path(), headers)).body.code, 'key_required', JSON.stringify(headers))
  })

  test('untrusted requests are rate-limited, trusted ones are not', async () => {
    const read = (headers: Record<string, string>) => ask(stage, 'GET', '/v1/sales/active', headers)
    assert.equal((await read({ host: 'localhost' })).headers.ratelimit, undefined)
    for (const headers of [{ host: 'evil.example' }, { host: 'localhost', 'x-forwarded-for': '192.0.2.1' }])
      assert.match((await read(headers)).headers.ratelimit as string, /^"address"/)
  })
})
