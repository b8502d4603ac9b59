/** Values that a schema might accept but PostgreSQL cannot store are refused as `invalid_request`. */
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
  ['a sale that starts in the year 0', '/v1/admin/sales', { ...sale, starts_at: '0000-01-01T00:00:00Z' }],
  ['a sale that starts in the year 10000', '/v1/admin/sales', { ...sale, starts_at: '9999-12-31T23:59:59-14:00' }],
  ['a sale that ends in the year 10000', '/v1/admin/sales', { ...sale, ends_at: '9999-12-31T23:59:59-14:00' }],
  [
    'a NUL in a description',
    '/v1/admin/sales',
    { ...sale, items: [{ stock: 1, price: 1, description: 'wool\u0000' }] },
  ],
  ['a NUL in the URL of a webhook', '/v1/webhooks', { url: 'https://example.com/\u0000' }],
  ['a NUL in the name of a sale', '/v1/admin/sales', { ...sale, name: 'Co\u0000ats' }],
  ['a NUL as the id of a sale', '/v1/admin/sales/%00/pause', {}],
  ['a NUL in the partner name of a key', '/v1/admin/keys', { partner: 'ac\u0000me', scopes: ['buy'] }],
  ['a user_id that is an object', '/v1/orders', { user_id: { toString: 1 }, items: [{ id: 1 }] }],
] as const) {
  test(`${what} is refused with 400`, async () => {
    const { status, body: problem } = await stage.postJson(path, body)
    assert.deepEqual([status, problem.code], [400, 'invalid_request'])
  })
}

for (const since of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00']) {
  test(`a replay since ${since} is refused with 400`, async () => {
    const { status, body } = await stage.postJson(`/v1/webhooks/${await webhook()}/replay`, { since })
    assert.deepEqual([status, body.errors[0]?.pointer], [400, '#/since'])
  })
}
