/** Reservations: held for five minutes, then confirmed, canceled or expired. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq } from 'drizzle-orm'
import { createSchedule, runJobs } from '../src/jobs/run-jobs.ts'
import { codeOf, shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

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

const hold = (userId: string, position: number, server = stage) =>
  server.postJson('/v1/reservations', { item_id: stage.item(position), user_id: userId })

const expireNow = (id: string) =>
  stage.ctx.db
    .update(schema.holds)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(schema.holds.id, id))

describe('over REST', () => {
  test('a reservation is 201 with its deadline; repeating it returns the same one at any server', async () => {
    const first = await hold('ann', 0)
    assert.equal(first.status, 201)
    assert.equal(first.headers.get('location'), `/v1/reservations/${first.body.id}`)
    assert.equal(Date.parse(first.body.expires_at) - Date.parse(first.body.created_at), 300_000)
    assert.equal(first.body.item.id, stage.item(0))
    const again = await hold('ann', 0, other)
    assert.deepEqual([again.status, again.body.id, again.body.expires_at], [200, first.body.id, first.body.expires_at])
    assert.equal((await hold('bob', 0)).body.code, 'item_held')
    assert.equal((await stage.get(`/v1/reservations/${first.body.id}`)).body.status, 'ACTIVE')
    assert.equal((await stage.get(`/v1/items/${stage.item(0)}`)).body.state, 'held')
  })

  test('a confirmed reservation is an order; a canceled one releases its unit at once', async () => {
    const sure = await hold('cy', 1)
    const confirmed = await stage.post(`/v1/reservations/${sure.body.id}/confirm`)
    assert.deepEqual(
      [confirmed.status, confirmed.body.reservation.status, confirmed.body.order.id],
      [200, 'CONFIRMED', sure.body.id],
    )
    const order = await stage.get(`/v1/orders/${sure.body.id}?user_id=cy`)
    assert.deepEqual([order.body.status, order.body.items[0].id], ['confirmed', stage.item(1)])
    const unsure = await hold('cy', 2)
    assert.equal((await stage.post(`/v1/reservations/${unsure.body.id}/cancel`)).body.status, 'CANCELED')
    await until('the unit is available again', async () => (await hold('dee', 2, other)).status === 201)
  })

  test('an ended reservation cannot be confirmed or canceled, and the refusal says how it ended', async () => {
    const { body } = await hold('eve', 3)
    await stage.post(`/v1/reservations/${body.id}/cancel`)
    for (const verb of ['confirm', 'cancel']) {
      const late = await stage.post(`/v1/reservations/${body.id}/${verb}`)
      assert.deepEqual([late.status, late.body.code, late.body.reservation.status], [409, 'hold_canceled', 'CANCELED'])
    }
  })

  test("another buyer's reservation is 404 to read, confirm and cancel", async () => {
    const { body } = await hold('fay', 4)
    for (const answer of [
      await stage.get(`/v1/reservations/${body.id}?user_id=gus`),
      await stage.postJson(`/v1/reservations/${body.id}/confirm`, { user_id: 'gus' }),
      await stage.postJson(`/v1/reservations/${body.id}/cancel`, { user_id: 'gus' }),
    ]) {
      assert.deepEqual([answer.status, answer.body.code], [404, 'hold_not_found'])
    }
    assert.equal((await stage.get(`/v1/reservations/${body.id}`)).body.status, 'ACTIVE')
  })

  test('reservations are listed by buyer and status, paginated by Link', async () => {
    const ids: string[] = []
    for (const at of [5, 6, 7]) ids.unshift((await hold('hal', at)).body.id)
    await stage.post(`/v1/reservations/${ids[2]}/cancel`)
    const first = await stage.get('/v1/reservations?user_id=hal&status=ACTIVE&limit=1')
    assert.deepEqual(
      first.body.reservations.map((one: { id: string }) => one.id),
      [ids[0]],
    )
    const next = /<(.*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const second = await stage.get(next)
    assert.deepEqual(
      second.body.reservations.map((one: { id: string }) => one.id),
      [ids[1]],
    )
    assert.equal(second.headers.has('link'), false)
    const by = await stage.get('/v1/reservations?user_id=hal&limit=2&offset=2')
    assert.deepEqual(
      by.body.reservations.map((one: { id: string }) => one.id),
      [ids[2]],
    )
  })

  test('sync-expired returns the number of reservations it has expired', async () => {
    const late = [await hold('ida', 8), await hold('jan', 9)]
    for (const { body } of late) await expireNow(body.id)
    assert.deepEqual((await stage.post('/v1/admin/reservations/sync-expired')).body, { expired: 2 })
    assert.deepEqual((await stage.post('/v1/admin/reservations/sync-expired')).body, { expired: 0 })
    assert.equal((await stage.post(`/v1/reservations/${late[0]?.body.id}/confirm`)).body.code, 'hold_expired')
  })

  test('the audit counts reservations by status, and orders', async () => {
    const count = async () => {
      const { body } = await stage.get(`/v1/sales/${stage.saleId}/audit`)
      assert.deepEqual(body.promises, { exact: true, fair: true, conserved: true })
      return { ...body.reservations_by_status, orders: body.orders }
    }
    const before = await count()
    const [kept, sold, given, late] = await Promise.all([15, 16, 17, 18].map((at) => hold(`counted ${at}`, at)))
    await stage.post(`/v1/reservations/${sold?.body.id}/confirm`)
    await stage.post(`/v1/reservations/${given?.body.id}/cancel`)
    await expireNow(late?.body.id)
    await stage.post('/v1/admin/reservations/sync-expired')
    assert.equal(kept?.body.status, 'ACTIVE')
    const more = Object.fromEntries(
      Object.entries(await count()).map(([name, n]) => [name, Number(n) - (before[name] ?? 0)]),
    )
    assert.deepEqual(more, { ACTIVE: 1, CONFIRMED: 1, CANCELED: 1, EXPIRED: 1, orders: 1 })
  })

  test('a hundred parallel requests with one Idempotency-Key create one hold and get equal responses', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const input = { item_id: stage.item(10), user_id: 'kim' }
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? stage : other).postJson('/v1/reservations', input, key)),
    )
    assert.equal(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size, 1)
    assert.equal(await stage.ctx.db.$count(schema.holds, eq(schema.holds.userId, 'kim')), 1)
    const other_body = await stage.postJson('/v1/reservations', { ...input, item_id: stage.item(11) }, key)
    assert.deepEqual([other_body.status, other_body.body.code], [422, 'idempotency_key_reused'])
  })

  for (const [title, body, pointer] of [
    ['without an item', { user_id: 'a' }, '#/item_id'],
    ['without a buyer', { item_id: 1 }, '#/user_id'],
    ['with a fractional item id', { user_id: 'a', item_id: 1.5 }, '#/item_id'],
    ['with a negative item id', { user_id: 'a', item_id: -1 }, '#/item_id'],
  ] as const) {
    test(`a reservation ${title} is refused with a pointer to the field`, async () => {
      const { status, body: problem } = await stage.postJson('/v1/reservations', body)
      assert.deepEqual([status, problem.errors[0].pointer], [400, pointer])
    })
  }

  for (const path of ['/v1/reservations/4711', '/v1/reservations?status=GONE', '/v1/reservations?limit=0']) {
    test(`GET ${path} is refused with 400`, async () => {
      const { status, body } = await stage.get(path)
      assert.deepEqual([status, body.code, body.errors.length], [400, 'invalid_request', 1])
    })
  }
})

describe('over tRPC', () => {
  test('only the shopper can read, confirm and cancel their reservation', async () => {
    const [me, they] = [shopperAt(stage.origin), shopperAt(stage.origin)]
    await they.client.sales.active.query()
    const { made, reservation } = await me.client.reservations.create.mutate({ item_id: stage.item(12) })
    assert.deepEqual([made, reservation.status], [true, 'ACTIVE'])
    const { id } = reservation
    for (const call of [
      they.client.reservations.get.query({ id }),
      they.client.reservations.confirm.mutate({ id }),
      they.client.reservations.cancel.mutate({ id }),
    ]) {
      assert.equal(await codeOf(call), 'hold_not_found')
    }
    assert.equal((await they.client.reservations.list.query({})).reservations.length, 0)
    assert.equal((await me.client.reservations.list.query({ status: 'ACTIVE' })).reservations[0]?.id, id)
    assert.equal((await me.client.reservations.confirm.mutate({ id })).order.status, 'confirmed')
    const given = await me.client.reservations.create.mutate({ item_id: stage.item(13) })
    assert.equal((await me.client.reservations.cancel.mutate({ id: given.reservation.id })).status, 'CANCELED')
  })
})

test('a hold that expired while no server ran releases its unit when one starts', async () => {
  const { body } = await hold('lou', 14)
  await expireNow(body.id)
  const stopping = new AbortController()
  const jobs = runJobs(stage.ctx, stopping.signal, {
    ...stage.watching,
    system: stage.app.system,
    openDueSales: createSchedule(stage.ctx),
  })
  try {
    await until('the hold has expired', async () => {
      return (await stage.get(`/v1/reservations/${body.id}`)).body.status === 'EXPIRED'
    })
    await until(
      'the unit is available',
      async () => (await stage.get(`/v1/items/${stage.item(14)}`)).body.state === 'available',
    )
  } finally {
    stopping.abort()
    await jobs
  }
})
