/** The funnel of a sale: how far people came, and why others did not, from what survives a restart. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { feedPath } from '@hourglass/core/contract'
import { storeVisits } from '@hourglass/core/operations'
import { createDatabase } from '@hourglass/db'
import { signedIn } from './operator.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let client: Awaited<ReturnType<typeof signedIn>>['client']
before(async () => {
  stage = await createServerStage({ queue: { ratePerMinute: 600, passMs: 600_000, proof: false } })
  client = (await signedIn(stage, 'watcher', 'viewer')).client
})
after(() => stage.stop())

const openSale = async (body: object = {}): Promise<{ id: number; item: number }> => {
  const items = [{ name: 'A lamp', stock: 2, price: 500 }]
  const { body: sale } = await stage.postJson('/v1/admin/sales', { name: 'Counted', guests: 'allowed', items, ...body })
  return { id: sale.id, item: sale.first_item_id }
}

const visit = async (saleId: number, visits?: 'first'): Promise<void> => {
  const stopping = new AbortController()
  const stream = await fetch(stage.origin + feedPath(saleId, undefined, visits), { signal: stopping.signal })
  assert.equal(stream.status, 200)
  stopping.abort()
}

const checkOut = async (user_id: string, id: number) => (await stage.postJson('/checkout', { user_id, id })).body

test('counts each person once a stage and each refusal with its reason', async () => {
  const { id, item } = await openSale()
  const other = await openSale()
  for (const first of ['first', 'first', 'first', 'first', undefined] as const) await visit(id, first)
  await storeVisits(stage.ctx)
  await visit(id, 'first')
  await storeVisits(stage.ctx)
  const codes = [await checkOut('ann', item), await checkOut('ann', item), await checkOut('bob', item)]
  for (const { code } of codes.slice(1)) assert.equal((await stage.post(`/purchase?code=${code}`)).status, 200)
  const { body: held } = await stage.postJson('/v1/reservations', { user_id: 'cyd', item_id: other.item })
  await stage.postJson(`/v1/reservations/${held.id}/cancel`, { user_id: 'cyd' })
  for (const user of ['dan', 'dan', 'eve']) assert.equal((await checkOut(user, item)).code, 'sold_out')

  const { at, ...funnel } = await client.sales.funnel.query({ id })
  assert.match(at, /Z$/)
  assert.deepEqual(funnel, {
    sale_id: id,
    visited: 5,
    joined: null,
    checked_out: 2,
    bought: 2,
    refused: [{ step: 'checkout', code: 'sold_out', title: 'Sold out', count: 3, people: 2 }],
  })
  const { visited, checked_out, bought, refused } = await client.sales.funnel.query({ id: other.id })
  assert.deepEqual([visited, checked_out, bought], [0, 1, 0])
  assert.deepEqual(refused, [{ step: 'hold', code: 'canceled', title: null, count: 1, people: 1 }])
})

test('survives the restart of every server', async () => {
  const { id, item } = await openSale()
  await visit(id, 'first')
  await storeVisits(stage.ctx)
  await stage.post(`/purchase?code=${(await checkOut('fay', item)).code}`)
  const other = await createServerStage({ beside: stage })
  const { client: there } = await signedIn(other, 'elsewhere', 'viewer')
  const { visited, checked_out, bought } = await there.sales.funnel.query({ id })
  await other.stop()
  assert.deepEqual([visited, checked_out, bought], [1, 1, 1])
})

test('has the people of the waiting room, each once', async () => {
  const { id } = await openSale({ door: 'queue' })
  for (const user_id of ['gus', 'gus', 'hal'])
    assert.match(String((await stage.postJson(`/v1/sales/${id}/queue`, { user_id })).status), /^20[01]$/)
  assert.equal((await client.sales.funnel.query({ id })).joined, 2)
})

test('a visit is first or not stated, and a sale that does not exist has no funnel', async () => {
  const { id } = await openSale()
  const { status, body } = await stage.get(`/v1/sales/${id}/live?visit=second`)
  assert.deepEqual([status, body.errors], [400, [{ pointer: '#/visit', detail: 'visit must be first, or left out' }]])
  await assert.rejects(
    client.sales.funnel.query({ id: 999_999 }),
    (error: { data?: { problem: { code: string } } }) => {
      return error.data?.problem.code === 'sale_not_found'
    },
  )
})

test('visits that could not be stored are stored later', async () => {
  const { id } = await openSale()
  await visit(id, 'first')
  const away = createDatabase('postgres://127.0.0.1:1/away', { max: 1, name: 'away' })
  await assert.rejects(storeVisits({ visits: stage.ctx.visits, db: away }))
  await away.$client.end()
  await storeVisits(stage.ctx)
  assert.equal((await client.sales.funnel.query({ id })).visited, 1)
})
