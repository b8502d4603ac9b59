/** API keys: creation, rotation, scopes, revocation, and rate-limited guessing. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { hashOfApiKey, newApiKey } from '@hourglass/core/domain'
import { FRESH_MS } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq } from 'drizzle-orm'
import { KEY_READS } from '../src/limits.ts'
import { newPartner, partnerAt } from './partner.ts'
import { createServerStage, type ServerStage, sendBytes } from './stage.ts'

/** `stage` listens on loopback, where every caller is the local operator; `wide` on all addresses. */
let stage: ServerStage
let wide: ServerStage
before(async () => {
  stage = await createServerStage()
  wide = await createServerStage({ env: { HOST: '0.0.0.0' }, beside: stage })
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

describe('an API key', () => {
  test('is shown once, and only its hash is stored', async () => {
    const made = await stage.postJson('/v1/admin/keys', { partner: 'once', scopes: ['buy'] })
    assert.equal(made.status, 201)
    assert.match(made.body.key, /^hg_live_[0-9A-Za-z]{33}$/)
    assert.equal(made.headers.get('cache-control'), 'no-store')
    const listed = await stage.get('/v1/admin/keys?partner=once')
    assert.equal(JSON.stringify(listed.body).includes(made.body.key), false)
    const [row] = await stage.ctx.db.select().from(schema.apiKeys).where(eq(schema.apiKeys.id, made.body.id))
    assert.deepEqual(row?.hash, hashOfApiKey(made.body.key))
    assert.equal(JSON.stringify(row).includes(made.body.key), false)
  })

  test('is one of at most two per partner, for rotation; a third can be created after one is revoked', async () => {
    const [old, next] = [await newPartner(stage, 'rotating'), await newPartner(stage, 'rotating')]
    const third = await stage.postJson('/v1/admin/keys', { partner: 'rotating', scopes: ['buy'] })
    assert.deepEqual([third.status, third.body.code], [409, 'keys_full'])
    assert.equal((await old.get('/v1/cart?user_id=a')).status, 200)
    assert.equal((await next.get('/v1/cart?user_id=a')).status, 200)
    await stage.send(`/v1/admin/keys/${old.id}`, { method: 'DELETE' })
    assert.equal((await stage.postJson('/v1/admin/keys', { partner: 'rotating', scopes: ['buy'] })).status, 201)
  })

  test('is one of at most two, even if twenty are requested concurrently', async () => {
    const make = () => stage.postJson('/v1/admin/keys', { partner: 'crowd', scopes: ['buy'] })
    const answers = await Promise.all(Array.from({ length: 20 }, make))
    assert.equal(answers.filter(({ status }) => status === 201).length, 2)
    assert.equal(answers.filter(({ body }) => body.code === 'keys_full').length, 18)
  })

  test('that is revoked is refused by every server within five seconds', async () => {
    const here = await newPartner(stage, 'leaving')
    const there = partnerAt(wide, here.key)
    assert.deepEqual([(await here.get('/v1/sales')).status, (await there.get('/v1/sales')).status], [200, 200])
    await stage.send(`/v1/admin/keys/${here.id}`, { method: 'DELETE' })
    const revokedAt = performance.now()
    for (const partner of [here, there]) {
      // Measure when an accepted request was sent: a slow response alone proves nothing.
      let acceptedAt = revokedAt
      await until('the server refuses the key', async () => {
        const sentAt = performance.now()
        if ((await partner.get('/v1/sales')).body.code === 'key_invalid') return true
        acceptedAt = sentAt
        return false
      })
      assert.ok(acceptedAt - revokedAt < 5_000)
    }
    assert.equal(FRESH_MS < 5_000, true)
    assert.equal((await stage.send(`/v1/admin/keys/${here.id}`, { method: 'DELETE' })).body.code, 'key_not_found')
  })

  test('has a last_used_at that is not written on every use', async () => {
    const partner = await newPartner(stage, 'busy')
    const lastUsed = async () => (await stage.get('/v1/admin/keys?partner=busy')).body.keys[0].last_used_at
    assert.equal(await lastUsed(), null)
    await partner.get('/v1/sales')
    await until('last_used_at is written', async () => (await lastUsed()) !== null)
    const first = await lastUsed()
    const fresh = await createServerStage({ beside: stage })
    await partnerAt(fresh, partner.key).get('/v1/sales')
    await fresh.stop()
    assert.equal(await lastUsed(), first)
  })
})

describe('an invalid key', () => {
  const forms: [what: string, authorization: string][] = [
    ['of another scheme', 'Basic YW5uOnBhc3M='],
    ['that is empty', 'Bearer'],
    ['with a wrong checksum', 'Bearer hg_live_000000000000000000000000000000000'],
    ['of arbitrary text', `Bearer ${'x'.repeat(500)}`],
    ['that is unknown', `Bearer ${newApiKey()}`],
  ]
  for (const [what, authorization] of forms) {
    test(`${what} is refused on every route, on loopback too, with WWW-Authenticate`, async () => {
      for (const path of ['/v1/sales', '/v1/orders?user_id=a']) {
        const answer = await stage.send(path, { headers: { authorization } })
        assert.deepEqual([answer.status, answer.body.code], [401, 'key_invalid'])
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer realm="hourglass", error="invalid_token"/)
      }
    })
  }

  test('costs no query if it is malformed, and rate-limited queries if it is well-formed', async () => {
    const good = await newPartner(stage, 'beside', ['read'])
    await good.get('/v1/sales')
    const asked: string[] = []
    const { db } = stage.ctx
    const select = db.select.bind(db)
    const counted = (...given: []) => {
      asked.push('asked')
      return select(...given)
    }
    Object.assign(db, { select: counted })
    try {
      const code = async (key: string) => (await partnerAt(stage, key).get('/v1/orders?user_id=a')).body.code
      for (let i = 0; i < 100; i++) assert.equal(await code(`hg_live_${'a'.repeat(33)}`), 'key_invalid')
      assert.equal(asked.length, 0)
      const began = performance.now()
      const codes = await Promise.all(Array.from({ length: 1_000 }, () => code(newApiKey())))
      assert.deepEqual([...new Set(codes)].sort(), ['key_invalid', 'rate_limited'])
      const { requests, windowMs } = KEY_READS
      const most = requests + ((performance.now() - began) * requests) / windowMs
      assert.equal((await good.get('/v1/sales')).status, 200, 'a valid key from the same address still works')
      assert.equal(asked.length <= most + 1, true, `${asked.length} of ${most} asked`)
    } finally {
      Object.assign(db, { select })
    }
  })
})

test('on loopback a request with another Host is not trusted (DNS rebinding, proxies)', async () => {
  const ask = (host: string) =>
    sendBytes(stage.port, `GET /v1/admin/keys HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  for (const host of [`localhost:${stage.port}`, '127.0.0.1', '[::1]:8080'])
    assert.match(await ask(host), /^HTTP\/1.1 200 /, host)
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8080', '10.0.0.1'])
    assert.match(await ask(host), /^HTTP\/1.1 401 /, host)
})

describe('on a public address', () => {
  test('a user_id without a key is 401 with WWW-Authenticate', async () => {
    const answer = await wide.post(`/checkout?user_id=ann&id=${wide.item(0)}`)
    assert.deepEqual([answer.status, answer.body.code], [401, 'key_required'])
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="hourglass", scope="buy"')
  })

  test('public reads need no key', async () => {
    assert.equal((await wide.get('/v1/sales/active')).status, 200)
    assert.equal((await wide.get(`/v1/sales/${wide.saleId}/audit`)).status, 200)
  })

  test('operator routes need the admin scope, even with TRUST_USER_ID', async () => {
    const trusting = await createServerStage({
      env: { HOST: '0.0.0.0', TRUST_USER_ID: 'yes', TRUSTED_HOSTS: '127.0.0.1' },
      beside: stage,
    })
    try {
      assert.equal((await trusting.get('/v1/cart?user_id=ann')).status, 200)
      for (const path of ['/v1/admin/keys', '/v1/admin/actions', '/v1/webhooks'])
        assert.equal((await trusting.get(path)).body.code, 'key_required', path)
    } finally {
      await trusting.stop()
    }
    const operator = await newPartner(stage, 'operator', ['admin'], wide)
    assert.equal((await operator.get('/v1/admin/keys')).status, 200)
  })

  test('a missing scope is 403 with the sufficient scopes', async () => {
    const reader = await newPartner(stage, 'reader', ['read'], wide)
    assert.equal((await reader.get('/v1/orders?user_id=ann')).status, 200)
    for (const [method, path, scope] of [
      ['POST', '/purchase?code=x', 'buy'],
      ['POST', '/v1/orders', 'buy'],
      ['GET', '/v1/webhooks', 'webhooks'],
      ['POST', '/v1/admin/sales', 'admin'],
      ['GET', '/v1/admin/keys', 'admin'],
    ] as const) {
      const answer = await reader.send(method, path)
      assert.deepEqual([answer.status, answer.body.code], [403, 'scope_missing'], path)
      assert.equal(
        answer.headers.get('www-authenticate'),
        `Bearer realm="hourglass", error="insufficient_scope", scope="${scope}"`,
      )
    }
  })
})

test('operator actions are in the audit log with actor, outcome and trace id', async () => {
  const operator = await newPartner(stage, 'operators', ['admin'], wide)
  const sale = await operator.post('/v1/admin/sales', { name: 'Recorded', items: [{ stock: 1, price: 100 }] })
  await operator.post(`/v1/admin/sales/${sale.body.id}/pause`, undefined, {
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  })
  await operator.send('DELETE', `/v1/admin/keys/${crypto.randomUUID()}`)
  const { body } = await operator.get('/v1/admin/actions')
  const actor = `key operators ${operator.id}`
  assert.deepEqual(
    body.actions.slice(0, 4).map((entry: Record<string, string>) => [entry.actor, entry.action, entry.outcome]),
    [
      [actor, 'key.revoke', 'key_not_found'],
      [actor, 'sale.pause', 'ok'],
      [actor, 'sale.open', 'ok'],
      ['open', 'key.create', 'ok'],
    ],
  )
  assert.deepEqual(
    [body.actions[1].subject, body.actions[1].trace_id],
    [String(sale.body.id), '4bf92f3577b34da6a3ce929d0e0e4736'],
  )
})
