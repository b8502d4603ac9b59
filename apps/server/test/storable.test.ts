/** What a schema might let through and a store would choke on is refused by name. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const sale = { name: 'Coats', items: [{ stock: 1, price: 1 }] }
const webhook = async () => (await stage.postJson('/v1/webhooks', { url: 'https://example.com/hook' })).body.id

for (const [what, path, body] of [
  ['a sale that begins in the year 0', '/v1/admin/sales', { ...sale, starts_at: '0000-01-01T00:00:00Z' }],
  ['a sale that begins in the year 10000', '/v1/admin/sales', { ...sale, starts_at: '9999-12-31T23:59:59-14:00' }],
  ['a sale that ends in the year 10000', '/v1/admin/sales', { ...sale, ends_at: '9999-12-31T23:59:59-14:00' }],
  [
    'a picture whose address has a NUL',
    '/v1/admin/sales',
    { ...sale, items: [{ stock: 1, price: 1, image_url: 'https://a.example/\u0000' }] },
  ],
  ['a webhook whose address has a NUL', '/v1/webhooks', { url: 'https://example.com/\u0000' }],
  ['a sale whose name has a NUL', '/v1/admin/sales', { ...sale, name: 'Co\u0000ats' }],
  ['a sale whose id is a NUL', '/v1/admin/sales/%00/pause', {}],
  ['a key for a partner whose name has a NUL', '/v1/admin/keys', { partner: 'ac\u0000me', scopes: ['buy'] }],
  ['a buyer who is no text and will not become one', '/v1/orders', { user_id: { toString: 1 }, items: [{ id: 1 }] }],
] as const) {
  test(`${what} is refused by name`, async () => {
    const { status, body: problem } = await stage.postJson(path, body)
    assert.deepEqual([status, problem.code], [400, 'invalid_request'])
  })
}

for (const since of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00']) {
  test(`a replay since ${since} is refused by name`, async () => {
    const { status, body } = await stage.postJson(`/v1/webhooks/${await webhook()}/replay`, { since })
    assert.deepEqual([status, body.errors[0]?.pointer], [400, '#/since'])
  })
}
