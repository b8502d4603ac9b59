/** Encodings: URLs and bodies must be UTF-8 without a content encoding. Nothing is guessed or replaced. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { createServerStage, type ServerStage, sendBytes } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const PATHS = [
  '/checkout',
  '/v1/orders',
  '/v1/cart/items',
  '/v1/webhooks',
  '/v1/admin/keys',
  '/trpc/checkout',
  '/trpc/admin/keys.create',
]

/** Posts raw bytes. @returns status and code of the response */
async function post(path: string, body: Buffer, headers: Record<string, string> = {}): Promise<unknown[]> {
  const options = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }
  const answer = await stage.send(path, options as unknown as RequestInit)
  assert.equal(answer.type, 'application/problem+json; charset=utf-8', path)
  return [answer.status, answer.body.code]
}
const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('a body that is not UTF-8 is refused with 400 on every route', () => {
  const bodies: [title: string, body: Buffer][] = [
    ['latin-1', latin1('{"user_id":"jos\xe9"}')],
    ['a surrogate', latin1('{"user_id":"\xed\xa0\x80"}')],
    ['an overlong sequence', latin1('{"user_id":"\xc0\xaf"}')],
    ['a truncated sequence', latin1('{"user_id":"\xe2\x82"}')],
    ['beyond Unicode', latin1('{"user_id":"\xf4\x90\x80\x80"}')],
    ['UTF-16', Buffer.from('\ufeff{"user_id":"ann"}', 'utf16le')],
    ['an unknown member that is not UTF-8', latin1('{"\xe9":1}')],
  ]
  for (const [title, body] of bodies)
    test(title, async () => {
      for (const path of PATHS) assert.deepEqual(await post(path, body), [400, 'invalid_request'], path)
    })
})

describe('a body in another charset or a content encoding is refused with 415 on every route', () => {
  const headers: Record<string, string>[] = [
    { 'content-type': 'application/json; charset=iso-8859-1' },
    { 'content-type': 'application/json;charset="utf-16"' },
    { 'content-type': 'application/json; a=b; Charset=latin1' },
    { 'content-encoding': 'gzip' },
    { 'content-encoding': 'br' },
    { 'content-encoding': 'identity, deflate' },
    { 'content-encoding': 'nonsense' },
  ]
  for (const one of headers)
    test(JSON.stringify(one), async () => {
      for (const path of PATHS)
        assert.deepEqual(await post(path, Buffer.from('{}'), one), [415, 'unsupported_media_type'], path)
    })
})

test('UTF-8 is accepted in every notation, and the same name is the same buyer', async () => {
  const { attempts } = schema
  const ask = (headers: Record<string, string>, user: string) =>
    stage.postJson('/checkout', { user_id: user, id: stage.item(0) }, headers)
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;charset="UTF-8"',
    'application/json; charset=utf8',
  ])
    assert.equal((await ask({ 'content-type': type, 'content-encoding': 'identity' }, 'josé')).status, 200, type)
  const query = await stage.post(`/checkout?user_id=jos%C3%A9&id=${stage.item(0)}`)
  assert.equal(query.status, 200)
  const rows = await stage.ctx.db.select({ userId: attempts.userId, outcome: attempts.outcome }).from(attempts)
  assert.equal(rows.filter(({ userId, outcome }) => userId === 'josé' && outcome === 'ok').length, 5)
  assert.equal(
    rows.some(({ userId }) => userId.includes('\ufffd')),
    false,
  )
})

test('a URL whose path or query is not percent-encoded UTF-8 is refused with 400', async () => {
  const targets = [
    ...['%e9', '%zz', '%', '%c0%af', '%ed%a0%80', '\xe9', '\xc3\xa9'].map((bytes) => `/v1/cart?user_id=jos${bytes}`),
    '/v1/cart?user_id=ann&%e9=1',
    '/trpc/sales.get?input=%7B%22id%22:%22%e9%22%7D',
    '/livez?%ff',
    '/v1/items/%e9',
    '/v1/items/\xe9',
    '/problems/%ff',
    '/trpc/%ff',
  ]
  for (const target of targets) {
    const text = await sendBytes(
      stage.port,
      latin1(`GET ${target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`),
    )
    assert.match(text, /^HTTP\/1\.1 400 /, JSON.stringify(target))
    assert.match(text, /"code":"invalid_request"/, JSON.stringify(target))
  }
})

test('a checkout with an undecodable body or URL is recorded as an attempt', async () => {
  const count = () => stage.ctx.db.$count(schema.attempts)
  const before = await count()
  await post('/checkout', latin1('{"user_id":"jos\xe9"}'))
  await post('/checkout', Buffer.from('{}'), { 'content-encoding': 'gzip' })
  await sendBytes(stage.port, 'POST /checkout?user_id=%e9 HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n')
  assert.equal((await count()) - before, 3)
})
