import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { resultOf, shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const shopper = () => shopperAt(stage.origin)

describe('REST and tRPC return the same', () => {
  const rest = async (path: string, method = 'GET') => {
    const { status, body } = await stage.send(path, { method })
    return status === 200 ? body : [body.status, body.code, body.detail]
  }
  const without = (value: unknown, ...names: string[]) =>
    JSON.parse(JSON.stringify(value, (name, member) => (names.includes(name) ? undefined : member)))

  test('reads', async () => {
    const { client } = shopper()
    const id = stage.saleId
    assert.deepEqual(await resultOf(client.sales.get.query({ id })), await rest(`/v1/sales/${id}`))
    assert.deepEqual(
      await resultOf(client.sales.items.query({ id, limit: 3 })),
      await rest(`/v1/sales/${id}/items?limit=3`),
    )
    assert.deepEqual(
      await resultOf(client.items.get.query({ id: stage.item(2) })),
      await rest(`/v1/items/${stage.item(2)}`),
    )
    assert.deepEqual(
      await resultOf(client.items.history.query({ id: stage.item(2) })),
      await rest(`/v1/items/${stage.item(2)}/history`),
    )
    assert.deepEqual(
      without(await resultOf(client.sales.active.query()), 'server_time'),
      without(await rest('/v1/sales/active'), 'server_time'),
    )
    assert.deepEqual(
      without(await resultOf(client.sales.audit.query({ id })), 'at'),
      without(await rest(`/v1/sales/${id}/audit`), 'at'),
    )
  })

  test('refusals', async () => {
    const { client } = shopper()
    assert.deepEqual(await resultOf(client.sales.get.query({ id: 999 })), await rest('/v1/sales/999'))
    assert.deepEqual(await resultOf(client.items.get.query({ id: -1 })), await rest('/v1/items/-1'))
    assert.deepEqual(
      await resultOf(client.purchase.mutate({ code: 'forged' })),
      await rest('/purchase?code=forged', 'POST'),
    )
    assert.deepEqual(
      await resultOf(client.checkout.mutate({ id: [999_999] })),
      await rest('/checkout?user_id=a&id=999999', 'POST'),
    )
  })

  test('problems for malformed calls', async () => {
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const calls: [path: string, options: RequestInit, status: number, code: string][] = [
      ['/trpc/nothing', {}, 404, 'route_not_found'],
      ['/trpc/sales.get?input={bad', {}, 400, 'invalid_request'],
      ['/trpc/checkout', { ...json, body: '{bad' }, 400, 'invalid_request'],
      ['/trpc/checkout', { ...json, body: '[1]' }, 400, 'invalid_request'],
      ['/trpc/checkout', {}, 405, 'method_not_allowed'],
    ]
    for (const [path, options, status, code] of calls) {
      const { status: answered, body } = await stage.send(path, options)
      assert.deepEqual([answered, body.error.data.problem.code], [status, code], path)
    }
  })

  test('purchases, except for buyer and ids', async () => {
    const { client } = shopper()
    const mine = await client.checkout.mutate({ id: [stage.item(0)] })
    const theirs = await rest(`/checkout?user_id=rest&id=${stage.item(1)}`, 'POST')
    const [a, b] = [
      await client.purchase.mutate({ code: mine.code }),
      await rest(`/purchase?code=${theirs.code}`, 'POST'),
    ]
    const varies = ['id', 'number', 'user_id', 'name', 'image_url', 'amount', 'created_at']
    assert.deepEqual(without(a, ...varies), without(b, ...varies))
    assert.match((a as { order: { user_id: string } }).order.user_id, /^guest:/)
  })
})

describe('a session', () => {
  test('is HttpOnly and determines the buyer; an input with a user_id is refused', async () => {
    const { client } = shopper()
    await client.sales.active.query()
    const answer = await stage.send('/trpc/checkout', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: stage.item(3), user_id: 'another buyer' }),
    })
    assert.match(answer.headers.get('set-cookie') ?? '', /^hg_session=.*HttpOnly.*SameSite=Lax/)
    assert.deepEqual(answer.body.error.data.problem.errors, [
      { pointer: '#/user_id', detail: 'user_id is not a known parameter' },
    ])
    const rows = await stage.ctx.db.select().from(schema.attempts).where(eq(schema.attempts.userId, 'another buyer'))
    assert.equal(rows.length, 0)
  })

  test('a malformed cookie is treated as a new guest, never as an error', async () => {
    for (const cookie of ['x', 'x.', `x.${'\u00e9'.repeat(2)}${'A'.repeat(41)}`, '%00.%00', 'a.b.c', '.'.repeat(200)]) {
      const headers = { 'content-type': 'application/json', cookie: `hg_session=${encodeURIComponent(cookie)}` }
      const answer = await stage.send('/trpc/purchase', { method: 'POST', headers, body: '{"code":"x"}' })
      assert.equal(answer.body.error.data.problem.code, 'code_not_found', cookie)
    }
  })

  test('a forged cookie is treated as a new guest', async () => {
    const { client, cookie } = shopper()
    const { code } = await client.checkout.mutate({ id: [stage.item(4)] })
    const forged = cookie().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const answer = await stage.send('/trpc/purchase', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: forged },
      body: JSON.stringify({ code }),
    })
    assert.equal(answer.body.error.data.problem.code, 'code_not_found')
    assert.equal((await client.purchase.mutate({ code })).total_purchased, 1)
  })
})

test('on a public address a user_id is trusted only if TRUST_USER_ID is set', async () => {
  const wide = await createServerStage({ env: { HOST: '0.0.0.0' } })
  const trusting = await createServerStage({
    env: { HOST: '0.0.0.0', TRUST_USER_ID: 'yes', TRUSTED_HOSTS: '127.0.0.1' },
  })
  try {
    const refused = await wide.post(`/checkout?user_id=ann&id=${wide.item(0)}`)
    assert.deepEqual([refused.status, refused.body.code], [401, 'key_required'])
    assert.equal((await trusting.post(`/checkout?user_id=ann&id=${trusting.item(0)}`)).status, 200)
  } finally {
    await wide.stop()
    await trusting.stop()
  }
})

test('HTTP statuses and tRPC codes of all refusals correspond', () => {
  const classes: Record<string, number[]> = {
    BAD_REQUEST: [400, 431],
    TOO_MANY_REQUESTS: [429],
    UNAUTHORIZED: [401],
    FORBIDDEN: [403],
    NOT_FOUND: [404],
    METHOD_NOT_SUPPORTED: [405, 501],
    TIMEOUT: [408],
    CONFLICT: [409],
    PRECONDITION_FAILED: [409, 410],
    PAYLOAD_TOO_LARGE: [413],
    UNSUPPORTED_MEDIA_TYPE: [415],
    UNPROCESSABLE_CONTENT: [422],
    INTERNAL_SERVER_ERROR: [500],
    SERVICE_UNAVAILABLE: [503],
  }
  for (const [code, { status, trpc, sentence }] of Object.entries(refusals)) {
    assert.equal(classes[trpc]?.includes(status), true, code as RefusalCode)
    assert.match(sentence, /^[A-Z].*\.$/, code)
    assert.doesNotMatch(sentence, /!|Oops/, code)
  }
})
