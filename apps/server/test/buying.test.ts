import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const attemptsOf = (userId: string) =>
  stage.ctx.db.select().from(schema.attempts).where(eq(schema.attempts.userId, userId))

async function checkout(userId: string, ...positions: number[]): Promise<string> {
  const ids = positions.map((at) => `&id=${stage.item(at)}`).join('')
  const { status, body } = await stage.post(`/checkout?user_id=${encodeURIComponent(userId)}${ids}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body.code
}

describe('checkout and purchase', () => {
  test('a checkout returns a code, and a purchase with it buys the item', async () => {
    const { status, body } = await stage.post(`/checkout?user_id=ann&id=${stage.item(0)}`)
    assert.equal(status, 200)
    const { code, expires_at, items, ...rest } = body
    assert.deepEqual(rest, { sale_id: stage.saleId, items_count: 1, unavailable: [], sale_ends_at: null })
    assert.deepEqual(Object.keys(items[0]), ['id', 'name', 'image_url', 'price', 'quantity'])
    assert.equal(new Date(expires_at) > new Date(), true)

    const bought = await stage.post(`/purchase?code=${code}`)
    assert.equal(bought.status, 200)
    assert.equal(bought.body.message, 'Purchase successful')
    assert.deepEqual(bought.body.purchased_items, items)
    assert.deepEqual([bought.body.total_purchased, bought.body.failed_count, bought.body.failed_items], [1, 0, []])
  })

  test('a code buys once; sent again, the refusal has the order', async () => {
    const code = await checkout('twice', 1)
    const first = await stage.post(`/purchase?code=${code}`)
    const second = await stage.post(`/purchase?code=${code}`)
    assert.deepEqual([second.status, second.body.code], [409, 'code_used'])
    assert.deepEqual(second.body.order, first.body.order)
    assert.deepEqual(second.body.purchased_items, first.body.purchased_items)
  })

  test('parameters may be in a JSON body', async () => {
    const json = (value: unknown) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    })
    const made = await stage.send('/checkout', json({ user_id: 'json', id: [stage.item(2)] }))
    assert.equal(made.status, 200)
    const bought = await stage.send('/purchase', json({ code: made.body.code, user_id: 'json' }))
    assert.equal(bought.status, 200)
  })

  test('a checkout of several items reports the ones that are gone and sells the rest', async () => {
    const code = await checkout('cy', 3)
    const added = await stage.post(`/checkout?user_id=cy&id=${stage.item(4)}&code=${code}`)
    assert.deepEqual([added.status, added.body.code], [200, code])
    await stage.post(`/purchase?code=${await checkout('dee', 3)}`)
    const { status, body } = await stage.post(`/purchase?code=${code}`)
    assert.equal(status, 200)
    assert.deepEqual(
      body.purchased_items.map((item: { id: number }) => item.id),
      [stage.item(4)],
    )
    assert.deepEqual(body.failed_items, [{ id: stage.item(3), code: 'sold_out' }])
    assert.deepEqual([body.total_purchased, body.failed_count], [1, 1])
  })

  test('a purchase beyond the limit is refused as limit_reached and does not use up the code', async () => {
    await stage.post(`/purchase?code=${await checkout('eve', 5, 6, 7)}`)
    const code = await checkout('eve', 8)
    for (let i = 0; i < 2; i++) {
      const { status, body } = await stage.post(`/purchase?code=${code}`)
      assert.deepEqual([status, body.code], [409, 'limit_reached'])
      assert.equal(body.detail, 'User has reached the maximum of 3 items per sale')
    }
    assert.equal((await stage.post(`/purchase?code=${await checkout('fay', 8)}`)).status, 200)
  })

  test('a checkout of a sold item is refused and recorded', async () => {
    const { status, body } = await stage.post(`/checkout?user_id=late&id=${stage.item(0)}`)
    assert.deepEqual([status, body.code], [409, 'sold_out'])
    assert.deepEqual(
      (await attemptsOf('late')).map((row) => row.outcome),
      ['sold_out'],
    )
  })

  test('a hundred parallel purchases of one buyer stop at the limit', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, (_, i) => checkout('greedy', 9 + (i % 8))))
    const answers = await Promise.all(
      [...codes, ...codes, ...codes, ...codes, ...codes].map((code) => stage.post(`/purchase?code=${code}`)),
    )
    assert.equal(
      answers.filter((answer) => answer.status === 200).reduce((sum, answer) => sum + answer.body.total_purchased, 0),
      3,
    )
    const allowed = new Set(['limit_reached', 'code_used', 'sold_out', 'item_held'])
    for (const { status, body } of answers)
      assert.equal(status === 200 || allowed.has(body.code), true, JSON.stringify(body))
  })
})

describe('unusual user_ids are valid', () => {
  for (const userId of [
    'a:b',
    '{7}',
    '{',
    '}',
    '__proto__',
    'constructor',
    "'; DROP TABLE orders; --",
    'Zoë 🏺',
    'x'.repeat(255),
    '🏺'.repeat(255),
    'a b\u00a0c',
  ]) {
    test(JSON.stringify(userId.slice(0, 30)), async () => {
      const { status, body } = await stage.post(`/checkout?user_id=${encodeURIComponent(userId)}&id=${stage.item(19)}`)
      assert.equal(status, 200, JSON.stringify(body))
      const other = await stage.post(`/purchase?code=${body.code}&user_id=stranger`)
      assert.equal(other.body.code, 'code_not_found')
      assert.deepEqual(
        (await attemptsOf(userId)).map((row) => row.outcome),
        ['ok'],
      )
    })
  }
})

test('user_id is case-sensitive and not normalized', async () => {
  for (const name of ['Case', 'case', 'CASE', 'e\u0301', '\u00e9']) {
    const { body } = await stage.post(`/checkout?user_id=${encodeURIComponent(name)}&id=${stage.item(17)}`)
    assert.equal((await attemptsOf(name)).length, 1, body.code)
  }
})

const INVISIBLE = [
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u180e',
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2028',
  '\u2029',
  '\u2060',
  '\u2800',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\ufff9',
  '\u{e0041}',
  '\u{1d173}',
  '\u0085',
]
const wrongNames = [' ann', 'ann ', '\u00a0ann', 'ann\u3000', ' ', ...INVISIBLE.map((char) => `a${char}b`)]

describe('invalid input', () => {
  const ok = () => `id=${stage.item(18)}`
  const cases: [title: string, path: () => string, status: number, code: string, pointer?: string][] = [
    ['no user', () => `/checkout?${ok()}`, 400, 'invalid_request', '#/user_id'],
    ['an empty user', () => `/checkout?user_id=&${ok()}`, 400, 'invalid_request', '#/user_id'],
    ['two users', () => `/checkout?user_id=a&user_id=b&${ok()}`, 400, 'invalid_request', '#/user_id'],
    [
      'a user of 256 characters',
      () => `/checkout?user_id=${'x'.repeat(256)}&${ok()}`,
      400,
      'invalid_request',
      '#/user_id',
    ],
    ['a user with NUL', () => `/checkout?user_id=a%00b&${ok()}`, 400, 'invalid_request', '#/user_id'],
    ['a user with an escape', () => `/checkout?user_id=a%1bb&${ok()}`, 400, 'invalid_request', '#/user_id'],
    ...wrongNames.map((user): (typeof cases)[number] => [
      `a user with an invisible character or a space at an end: ${escape(user)}`,
      () => `/checkout?user_id=${encodeURIComponent(user)}&${ok()}`,
      400,
      'invalid_request',
      '#/user_id',
    ]),
    ['no item', () => '/checkout?user_id=bad', 400, 'invalid_request', '#/id'],
    ['an item that is no number', () => '/checkout?user_id=bad&id=one', 400, 'invalid_request', '#/id/0'],
    ['a fraction', () => '/checkout?user_id=bad&id=1.5', 400, 'invalid_request', '#/id/0'],
    ['a negative item', () => '/checkout?user_id=bad&id=-1', 400, 'invalid_request', '#/id/0'],
    ['item zero', () => '/checkout?user_id=bad&id=0', 400, 'invalid_request', '#/id/0'],
    ['an item beyond 2^53', () => '/checkout?user_id=bad&id=9007199254740993', 400, 'invalid_request', '#/id/0'],
    ['an item far beyond', () => `/checkout?user_id=bad&id=${'9'.repeat(40)}`, 400, 'invalid_request', '#/id/0'],
    ['one bad item of two', () => `/checkout?user_id=bad&${ok()}&id=x`, 400, 'invalid_request', '#/id/1'],
    ['an unknown item', () => '/checkout?user_id=bad&id=99999999', 404, 'item_not_found', '#/id'],
    [
      'eleven items',
      () => `/checkout?user_id=bad&${Array.from({ length: 11 }, (_, i) => `id=${i + 1}`).join('&')}`,
      400,
      'invalid_request',
      '#/id',
    ],
    ['adding to a forged code', () => `/checkout?user_id=bad&${ok()}&code=${'A'.repeat(43)}`, 404, 'code_not_found'],
    ['no code', () => '/purchase', 400, 'invalid_request', '#/code'],
    ['an empty code', () => '/purchase?code=', 400, 'invalid_request', '#/code'],
    ['two codes', () => '/purchase?code=a&code=b', 400, 'invalid_request', '#/code'],
    ['a forged code', () => `/purchase?code=${'A'.repeat(43)}`, 404, 'code_not_found'],
    ['a code that is not base64', () => '/purchase?code=%F0%9F%8F%BA', 404, 'code_not_found'],
    ['a code of 5,000 characters', () => `/purchase?code=${'A'.repeat(5000)}`, 404, 'code_not_found'],
  ]
  for (const [title, path, status, code, pointer] of cases) {
    test(title, async () => {
      const answer = await stage.post(path())
      assert.deepEqual(
        [answer.status, answer.body.code, answer.type.split(';')[0]],
        [status, code, 'application/problem+json'],
      )
      for (const member of ['type', 'title', 'status', 'detail', 'instance', 'trace_id'])
        assert.notEqual(answer.body[member], undefined, member)
      if (pointer)
        assert.equal(
          answer.body.errors.some((error: { pointer: string }) => error.pointer === pointer),
          true,
          JSON.stringify(answer.body),
        )
    })
  }

  test('a refused checkout is recorded with its valid members', async () => {
    const userId = `kept ${'x'.repeat(300)}`
    await stage.post(`/checkout?user_id=${encodeURIComponent(userId)}&id=7&id=x`)
    const [row] = await attemptsOf(userId.slice(0, 255))
    assert.deepEqual([row?.outcome, row?.itemIds, row?.saleId], ['invalid_request', [7], 0])
  })

  const body = (type: string, text: string) => ({ method: 'POST', headers: { 'content-type': type }, body: text })
  const bodies: [title: string, options: RequestInit, status: number, code: string][] = [
    ['no JSON', body('application/json', '{'), 400, 'invalid_request'],
    ['a JSON list', body('application/json', '[1]'), 400, 'invalid_request'],
    ['a JSON string', body('application/json', '"x"'), 400, 'invalid_request'],
    ['a poisoned prototype', body('application/json', '{"__proto__": {"user_id": "x"}}'), 400, 'invalid_request'],
    [
      'too large a body',
      body('application/json', JSON.stringify({ user_id: 'x'.repeat(20_000) })),
      413,
      'body_too_large',
    ],
    ['a form', body('application/x-www-form-urlencoded', 'user_id=a&id=1'), 415, 'unsupported_media_type'],
    ['XML', body('text/xml', '<a/>'), 415, 'unsupported_media_type'],
  ]
  for (const [title, options, status, code] of bodies) {
    test(`a body: ${title}`, async () => {
      for (const path of ['/checkout', '/purchase']) {
        const before = await stage.ctx.db.$count(schema.attempts)
        const answer = await stage.send(path, options)
        assert.deepEqual([answer.status, answer.body.code], [status, code], path)
        assert.equal(
          (await stage.ctx.db.$count(schema.attempts)) - before,
          path === '/checkout' ? 1 : 0,
          'a checkout is an attempt',
        )
      }
    })
  }

  test('unknown paths are 404, and unsupported methods are 405 with Allow', async () => {
    const missing = await stage.get('/nothing/here')
    assert.deepEqual([missing.status, missing.body.code], [404, 'route_not_found'])
    for (const [method, path, allow] of [
      ['GET', '/checkout', 'POST'],
      ['DELETE', '/v1/sales', 'GET, HEAD'],
      ['DELETE', '/v1/sales/7', 'GET, HEAD'],
      ['PUT', '/purchase', 'POST'],
    ] as const) {
      const answer = await stage.send(path, { method })
      assert.deepEqual(
        [answer.status, answer.body.code, answer.headers.get('allow')],
        [405, 'method_not_allowed', allow],
      )
    }
  })

  test('an empty form counts as no body', async () => {
    const answer = await stage.send(`/checkout?user_id=form&${ok()}`, body('application/x-www-form-urlencoded', ''))
    assert.equal(answer.status, 200)
  })

  test("another buyer's used code does not reveal their order", async () => {
    const code = await checkout('owner', 18)
    const ask = (userId: string) => stage.post(`/purchase?code=${code}&user_id=${userId}`)
    assert.equal((await ask('owner')).status, 200)
    assert.equal((await ask('other')).body.code, 'code_not_found')
    assert.equal((await ask('owner')).body.code, 'code_used')
  })

  test('a page of another origin cannot buy', async () => {
    const answer = await stage.send(`/checkout?user_id=victim&${ok()}`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    })
    assert.deepEqual([answer.status, answer.body.code], [403, 'origin_not_allowed'])
  })
})
