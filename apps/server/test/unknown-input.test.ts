/** Unknown input is never ignored: every route and procedure refuses it by name. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { adminRouter } from '../src/console/router.ts'
import { routes } from '../src/routes/index.ts'
import { appRouter } from '../src/trpc/router.ts'
import { signedIn } from './operator.ts'
import { shopperAt } from './shopper.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage({ env: { RATE_LIMIT_ORDERS: 'off' } })
})
after(() => stage.stop())

const ID = '0198f3d2-7a54-7f9d-8537-985966000001'
const inPath: Record<string, string> = { item_id: '1', delivery_id: ID, code: 'sold_out' }
const isNumber = (path: string) => /sales|items/.test(path)
const rest = routes.map(({ method, path, file }) => ({
  file,
  method: method.toUpperCase(),
  path: path.replace(/\{(\w+)\}/g, (_, name: string) => inPath[name] ?? (isNumber(path) ? '1' : ID)),
}))
/** Misspellings of known names, other naming conventions, and properties of JavaScript objects. */
const names = [
  'nonsense',
  'Id',
  'ids',
  'id[]',
  'id[0]',
  'user-id',
  'userId',
  ' user_id',
  '__proto__',
  'constructor',
  'toString',
  '',
]

const named = ({ body }: Answer, name: string, why: string) => {
  const problem = body.error?.data.problem ?? body
  assert.deepEqual([problem.status, problem.code], [400, 'invalid_request'], why)
  const details = problem.errors.map((error: { detail: string }) => error.detail)
  assert.ok(details.includes(`${name} is not a known parameter`), `${why}: ${details.join('; ')}`)
}

describe('an unknown query parameter is refused by name on every route', () => {
  for (const { method, path } of rest)
    test(`${method} ${path}`, async () => {
      for (const name of names) {
        const answer = await stage.send(`${path}?${encodeURIComponent(name)}=1`, { method })
        named(answer, name, `${method} ${path} ${name}`)
      }
    })
})

const json = (method: string, body: string): RequestInit => ({
  method,
  body,
  headers: { 'content-type': 'application/json' },
})

describe('an unknown member of a body is refused by name on every route that takes JSON', () => {
  for (const { method, path } of rest.filter((route) => route.method !== 'GET' && !route.file))
    test(`${method} ${path}`, async () => {
      for (const name of names.filter((name) => name !== '__proto__' && name !== 'constructor'))
        named(await stage.send(path, json(method, JSON.stringify({ [name]: 1 }))), name, `${method} ${path} ${name}`)
      for (const body of ['{"__proto__":{"id":1}}', '[1]', '"text"', 'null', '7'])
        assert.equal((await stage.send(path, json(method, body))).body.code, 'invalid_request', `${path} ${body}`)
    })
})

test('a body of a GET request is refused, not ignored', async () => {
  for (const { path } of rest.filter(({ method }) => method === 'GET')) {
    const answer = await stage.app.server.inject({ method: 'GET', url: path, payload: { user_id: 'ann' } })
    assert.deepEqual([answer.statusCode, answer.json().code], [400, 'invalid_request'], path)
  }
})

test('unknown nested members are refused with their JSON pointer', async () => {
  const items = [{ name: 'Coat', stock: 1, price: 1, colour: 'blue' }]
  const opened = await stage.postJson('/v1/admin/sales', { name: 'Coats', items })
  assert.deepEqual(opened.body.errors, [
    { pointer: '#/items/0/colour', detail: 'items.0.colour is not a known parameter' },
  ])
  const placed = await stage.postJson('/v1/orders', { user_id: 'ann', items: [{ id: stage.item(0), qty: 2 }] })
  assert.deepEqual(
    placed.body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ['#/items/0/qty'],
  )
})

test('a member with different values in query, body and path is refused', async () => {
  const twice = async (answer: Promise<Answer>, name: string) =>
    assert.deepEqual((await answer).body.errors, [
      { pointer: `#/${name}`, detail: `${name} is given twice, with different values` },
    ])
  const id = stage.item(0)
  await twice(stage.postJson('/checkout?user_id=ann', { user_id: 'bob', id }), 'user_id')
  await twice(stage.postJson(`/v1/reservations/${ID}/cancel?id=other`, {}), 'id')
  await twice(stage.send('/v1/cart/items/7', json('PUT', '{"user_id":"a","item_id":8,"quantity":1}')), 'item_id')
  await twice(stage.get(`/v1/sales/${stage.saleId}?id=999`), 'id')
  assert.equal((await stage.postJson('/checkout?user_id=ann', { user_id: 'ann', id })).status, 200)
})

test('a checkout with a misspelled `id` does not check out the cart and is recorded', async () => {
  await stage.postJson('/v1/cart/items', { user_id: 'dora', item_id: stage.item(3) })
  for (const name of ['id[]', 'ids', 'item_id', 'Id']) {
    const answer = await stage.post(`/checkout?user_id=dora&${encodeURIComponent(name)}=${stage.item(1)}`)
    named(answer, name, name)
  }
  const { attempts } = schema
  const rows = await stage.ctx.db.select().from(attempts).where(eq(attempts.userId, 'dora')).orderBy(desc(attempts.id))
  assert.deepEqual(
    rows.map(({ outcome }) => outcome),
    Array(4).fill('invalid_request'),
  )
})

test('every procedure declares its input as a schema', () => {
  const procedures = [appRouter, adminRouter].flatMap((router) => Object.entries(router._def.procedures))
  for (const [path, procedure] of procedures) {
    const { inputs } = (procedure as unknown as { _def: { inputs: unknown[] } })._def
    assert.ok(
      inputs.some((input) => input instanceof z.ZodType),
      path,
    )
  }
})

describe('every procedure refuses an unknown member of its input by name', () => {
  const callOf = async (path: string, type: string, input: string, cookie: string) => {
    const query = type === 'mutation' ? '' : `?input=${encodeURIComponent(input)}`
    const options = type === 'mutation' ? json('POST', input) : {}
    const answer = await stage.send(path + query, { ...options, headers: { ...options.headers, cookie } })
    // A subscription has already sent its headers when it refuses.
    const problem = /event: serialized-error\ndata: (.*)/.exec(String(answer.body))?.[1]
    return problem === undefined ? answer : { ...answer, body: { error: JSON.parse(problem) } }
  }
  const procedures = (prefix: string, router: typeof appRouter | typeof adminRouter) =>
    Object.entries(router._def.procedures as unknown as Record<string, { _def: { type: string } }>).map(
      ([name, { _def }]) => [`${prefix}/${name}`, _def.type] as const,
    )

  for (const [path, type] of procedures('/trpc', appRouter))
    test(path, async () => {
      for (const name of [...names, 'user_id'].filter((name) => name !== '__proto__'))
        named(await callOf(path, type, JSON.stringify({ [name]: 1 }), ''), name, `${path} ${name}`)
      for (const input of ['[1]', '"text"', '7', 'true']) {
        const { body } = await callOf(path, type, input, '')
        assert.equal(body.error.data.problem.code, 'invalid_request', `${path} ${input}`)
      }
    })

  test('procedures of the console', async () => {
    const operator = await signedIn(stage, 'strict')
    const cookie = operator.cookie
    for (const [path, type] of procedures('/trpc/admin', adminRouter))
      for (const input of ['{"nonsense":1}', `{"id":"${ID}","nonsense":1}`])
        named(await callOf(path, type, input, cookie), 'nonsense', path)
  })

  test('unknown query parameters, unused batch inputs and a second input are refused', async () => {
    named(await stage.get('/trpc/sales.active?nonsense=1'), 'nonsense', 'a query')
    named(await stage.send('/trpc/cart.clear?input={}', json('POST', '{}')), 'input', 'a mutation')
    const input = (given: object) => encodeURIComponent(JSON.stringify(given))
    named(await stage.get(`/trpc/sales.active?batch=1&input=${input({ 0: {}, 1: {} })}`), '1', 'a batch')
    named(await stage.send('/trpc/cart.clear?batch=1', json('POST', '{"0":{},"x":{}}')), 'x', 'a batch of mutations')
    for (const query of [`input={}&input=${input({ id: 7 })}`, 'batch=2', 'batch'])
      assert.equal((await stage.get(`/trpc/sales.active?${query}`)).body.code, 'invalid_request', query)
  })

  test('a shopper’s checkout with an unknown member is recorded', async () => {
    const { client } = shopperAt(stage.origin)
    await client.cart.add.mutate({ item_id: stage.item(5) })
    const buyer = { ids: [stage.item(4)] } as object
    await assert.rejects(client.checkout.mutate(buyer), /ids is not a known parameter/)
    await assert.rejects(client.checkout.mutate('text' as never), /must be a JSON object/)
    const { attempts } = schema
    const rows = await stage.ctx.db.select().from(attempts).orderBy(desc(attempts.id)).limit(2)
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['invalid_request', 'invalid_request'],
    )
  })
})
