import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { shopperAt } from './shopper.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let other: ServerStage
before(async () => {
  stage = await createServerStage()
  other = await createServerStage({ beside: stage })
})
after(async () => {
  await other.stop()
  await stage.stop()
})

const REPEATS = 100

/** Sends a POST with an Idempotency-Key to one of two servers. */
const post = (path: string, key: string, more: RequestInit = {}, server = stage) =>
  server.send(path, { method: 'POST', ...more, headers: { ...more.headers, 'idempotency-key': key } })
const json = (body: object): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})
const hundred = (ask: (server: ServerStage) => Promise<Answer>) =>
  Promise.all(Array.from({ length: REPEATS }, (_, i) => ask(i % 2 === 0 ? stage : other)))

/** The response as a client sees it, without the trace id. */
const seen = ({ status, type, body }: Answer) => JSON.stringify([status, type, { ...body, trace_id: undefined }])
const isReplay = ({ headers }: Answer) => headers.get('idempotent-replayed') === 'true'

function assertOneAnswer(answers: Answer[], status: number): void {
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [status], JSON.stringify(answers[0]?.body))
  assert.equal(new Set(answers.map(seen)).size, 1)
  assert.equal(answers.filter((answer) => !isReplay(answer)).length, 1, 'all but the first are marked as replayed')
}

const attemptsOf = (userId: string) =>
  stage.ctx.db.select().from(schema.attempts).where(eq(schema.attempts.userId, userId))
const ordersOf = (userId: string) => stage.ctx.db.select().from(schema.orders).where(eq(schema.orders.userId, userId))

describe('a hundred parallel repeats at two servers get equal responses', () => {
  test('of one checkout', async () => {
    const key = randomUUID()
    const path = `/checkout?user_id=ann&id=${stage.item(0)}`
    assertOneAnswer(await hundred((server) => post(path, key, {}, server)), 200)
    assert.equal((await attemptsOf('ann')).length, 1)
  })

  test('of one purchase', async () => {
    const { body } = await stage.post(`/checkout?user_id=bob&id=${stage.item(1)}`)
    const key = randomUUID()
    assertOneAnswer(await hundred((server) => post('/purchase', key, json({ code: body.code }), server)), 200)
    assert.equal((await ordersOf('bob')).length, 1)
  })

  test('of one permanent refusal', async () => {
    const { body } = await stage.post(`/checkout?user_id=early&id=${stage.item(15)}`)
    await stage.post(`/purchase?code=${body.code}`)
    const [key, path] = [randomUUID(), `/checkout?user_id=cat&id=${stage.item(15)}`]
    assertOneAnswer(await hundred((server) => post(path, key, {}, server)), 409)
    assert.equal((await attemptsOf('cat')).length, 1)
  })
})

test('a key with another payload is refused with 422 and has no effect', async () => {
  const key = randomUUID()
  const first = await post(`/checkout?user_id=dan&id=${stage.item(2)}`, key)
  const answers = [
    await post(`/checkout?user_id=dan&id=${stage.item(3)}`, key),
    await post(`/checkout?user_id=dan&id=${stage.item(3)}`, key, {}, other),
    await post('/purchase', key, json({ code: first.body.code, user_id: 'dan' })),
  ]
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    answers.map(() => [422, 'idempotency_key_reused']),
  )
  assert.equal((await ordersOf('dan')).length, 0)
})

test('a checkout that is refused because of its key is recorded as an attempt', async () => {
  const key = randomUUID()
  const outcomes = async () => (await attemptsOf('')).map(({ outcome }) => outcome)
  const before = await outcomes()
  await post(`/checkout?user_id=max&id=${stage.item(2)}`, key)
  await post(`/checkout?user_id=max&id=${stage.item(3)}`, key)
  await post(`/checkout?user_id=max&id=${stage.item(3)}`, '""')
  const more = (await outcomes()).slice(before.length)
  assert.deepEqual(more.sort(), ['idempotency_key_reused', 'invalid_request'])
})

test('member order and quoting of the key do not matter', async () => {
  const key = randomUUID()
  const first = await post('/checkout', key, json({ user_id: 'eve', id: [stage.item(4)] }))
  const again = await post('/checkout', `"${key}"`, json({ id: [stage.item(4)], user_id: 'eve' }), other)
  assert.deepEqual([seen(again), isReplay(first), isReplay(again)], [seen(first), false, true])
})

test('two buyers with the same key never share a response', async () => {
  const key = 'checkout-1'
  const [one, two] = [
    await post(`/checkout?user_id=fay&id=${stage.item(5)}`, key),
    await post(`/checkout?user_id=gil&id=${stage.item(5)}`, key),
  ]
  assert.deepEqual([one.status, two.status, isReplay(two)], [200, 200, false])
  assert.notEqual(one.body.code, two.body.code)
})

test('an invalid request is not stored: corrected, it may be sent with the same key', async () => {
  const key = randomUUID()
  assert.equal((await post('/checkout?user_id=hal', key)).status, 400)
  assert.equal((await post(`/checkout?user_id=hal&id=${stage.item(6)}`, key)).status, 200)
  assert.equal((await post(`/checkout?id=${stage.item(6)}`, key)).body.code, 'invalid_request')
})

test('without a key repeated requests are independent', async () => {
  const path = `/checkout?user_id=ida&id=${stage.item(7)}`
  const answers = [await stage.post(path), await stage.post(path)]
  assert.deepEqual(answers.map(isReplay), [false, false])
  assert.notEqual(answers[0]?.body.code, answers[1]?.body.code)
})

describe('an invalid key is refused by name', () => {
  const bad: [title: string, key: string][] = [
    ['empty', ''],
    ['an empty string', '""'],
    ['too long', 'k'.repeat(256)],
    ['two keys', 'a, b'],
    ['with a tab', 'a\tb'],
    ['not ASCII', 'cl\u00e9'],
    ['an unterminated string', '"abc'],
    ['a string with parameters', '"abc";a=1'],
  ]
  for (const [title, key] of bad) {
    test(title, async () => {
      const answer = await post(`/checkout?user_id=jon&id=${stage.item(8)}`, key)
      assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'])
      assert.equal(answer.body.errors[0].pointer, '#/header/idempotency-key')
    })
  }

  test('a key of the maximum length is accepted', async () => {
    const path = `/checkout?user_id=kim&id=${stage.item(8)}`
    for (const key of ['k'.repeat(255), `"${'q'.repeat(255)}"`, '"say \\"it\\", once"'])
      assert.equal((await post(path, key)).status, 200)
  })

  test('a deeply nested body is refused as invalid', async () => {
    const id = `${'['.repeat(7_000)}${']'.repeat(7_000)}`
    const headers = { 'content-type': 'application/json' }
    const answer = await post('/checkout', randomUUID(), { body: `{"user_id":"lea","id":${id}}`, headers })
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'])
  })
})

describe('over tRPC', () => {
  const browser = async () => {
    const cookie = await shopperAt(stage.origin).arrive()
    return (path: string, input: object, key: string, server = stage) =>
      server.send(`/trpc/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, 'idempotency-key': key },
        body: JSON.stringify(input),
      })
  }

  test('a hundred parallel repeats at two servers get equal responses', async () => {
    const [call, key] = [await browser(), randomUUID()]
    assertOneAnswer(await hundred((server) => call('checkout', { id: stage.item(9) }, key, server)), 200)
  })

  test('another input or procedure with the same key is refused with 422', async () => {
    const [call, key] = [await browser(), randomUUID()]
    const { body } = await call('checkout', { id: stage.item(10) }, key)
    for (const answer of [
      await call('checkout', { id: stage.item(11) }, key, other),
      await call('purchase', { code: body.result.data.code }, key),
    ])
      assert.deepEqual([answer.status, answer.body.error.data.problem.code], [422, 'idempotency_key_reused'])
  })

  test('two sessions with the same key never share a response', async () => {
    const answers = await Promise.all(
      [await browser(), await browser()].map((call) => call('checkout', { id: stage.item(12) }, 'one')),
    )
    assert.deepEqual(answers.map(isReplay), [false, false])
  })

  test('an invalid key is refused', async () => {
    const answer = await (await browser())('checkout', { id: stage.item(13) }, '""')
    assert.equal(answer.body.error.data.problem.errors[0].pointer, '#/header/idempotency-key')
  })
})

test('CORS lets the storefront send Idempotency-Key and read Idempotent-Replayed', async () => {
  const headers = { origin: 'http://localhost:3000' }
  const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'idempotency-key' }
  const preflight = await stage.send('/trpc/checkout', { method: 'OPTIONS', headers: { ...headers, ...ask } })
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /idempotency-key/)
  const { headers: exposed } = await stage.send('/trpc/sales.active', { headers })
  assert.match(exposed.get('access-control-expose-headers') ?? '', /idempotent-replayed/)
})

test('a key works with an invalid user_id on a route that has no buyer', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const open = () =>
    stage.postJson('/v1/admin/sales', { name: 'Coats', items: [{ stock: 1, price: 1 }], user_id: '' }, headers)
  const { body } = await open()
  assert.equal((await open()).body.id, body.id)
})
