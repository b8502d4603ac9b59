/** Console search of orders and attempts. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { type operatorAt, signedIn } from './operator.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let client: ReturnType<typeof operatorAt>['client']
/** Ids of the orders, oldest first. */
const bought: string[] = []
/** Their numbers. */
const numbers: string[] = []
before(async () => {
  stage = await createServerStage({ buyerLimit: 10 })
  client = (await signedIn(stage, 'finder')).client
  for (const [user, position] of [
    ['ann', 0],
    ['ann', 1],
    ['bob', 2],
    ['ann', 3],
  ] as const) {
    const { body } = await stage.post(`/checkout?user_id=${user}&id=${stage.item(position)}`)
    const { order } = (await stage.post(`/purchase?code=${body.code}`)).body
    bought.push(order.id)
    numbers.push(order.number)
  }
  await stage.post(`/checkout?user_id=cid&id=${stage.item(0)}`)
  await stage.post('/checkout?user_id=cid&id=999999')
})
after(() => stage.stop())

const [one, two, three, four] = [0, 1, 2, 3].map((at) => () => bought[at] ?? '')
const HOUR_MS = 3_600_000
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()

describe('order search', () => {
  const ids = async (input: Parameters<typeof client.orders.search.query>[0]) =>
    (await client.orders.search.query(input)).orders.map(({ id }) => id)

  test('filters by buyer, order, item, sale, status and time, newest first', async () => {
    assert.deepEqual(await ids({}), bought.toReversed())
    assert.deepEqual(await ids({ user_id: 'ann' }), [four?.(), two?.(), one?.()])
    assert.deepEqual(await ids({ order_id: three?.() ?? '' }), [three?.()])
    assert.deepEqual(await ids({ item_id: stage.item(1) }), [two?.()])
    assert.deepEqual(await ids({ item_id: stage.item(1), user_id: 'bob' }), [])
    assert.deepEqual(await ids({ sale_id: stage.saleId, user_id: 'bob' }), [three?.()])
    assert.deepEqual(await ids({ sale_id: 999 }), [])
    assert.deepEqual(await ids({ status: 'failed' }), [])
    assert.deepEqual(await ids({ from: inHours(-1), to: inHours(1) }), bought.toReversed())
    assert.deepEqual(await ids({ to: inHours(-1) }), [])
    assert.deepEqual(await ids({ from: inHours(1) }), [])
  })

  test('an order is found by its number, in any case and without dashes', async () => {
    const [, number = ''] = numbers
    assert.match(number, /^HG(-[0-9A-Z]{4}){3}$/)
    for (const typed of [number, number.toLowerCase(), number.replaceAll('-', ''), number.slice(3)])
      assert.deepEqual(await ids({ order_id: typed }), [two?.()], typed)
    assert.deepEqual(await ids({ order_id: 'HG-0000-0000-0000' }), [])
  })

  test('pages return each result once', async () => {
    const first = await client.orders.search.query({ user_id: 'ann', limit: 2 })
    assert.deepEqual(
      first.orders.map(({ id }) => id),
      [four?.(), two?.()],
    )
    const second = await client.orders.search.query({ user_id: 'ann', limit: 2, cursor: first.next_cursor ?? '' })
    assert.deepEqual([second.orders.map(({ id }) => id), second.next_cursor], [[one?.()], null])
  })
})

describe('attempt search', () => {
  const found = async (input: Parameters<typeof client.attempts.search.query>[0]) =>
    (await client.attempts.search.query(input)).attempts.map(({ user_id, outcome }) => `${user_id} ${outcome}`)

  test('filters by buyer, item, sale, outcome and time, newest first; the default is the latest started sale', async () => {
    assert.deepEqual(await found({}), ['cid sold_out', 'ann ok', 'bob ok', 'ann ok', 'ann ok'])
    assert.deepEqual(await found({ user_id: 'bob' }), ['bob ok'])
    assert.deepEqual(await found({ item_id: stage.item(0) }), ['cid sold_out', 'ann ok'])
    assert.deepEqual(await found({ outcome: 'sold_out' }), ['cid sold_out'])
    assert.deepEqual(await found({ sale_id: 0 }), ['cid item_not_found'])
    assert.deepEqual(await found({ to: inHours(-1) }), [])
    assert.deepEqual(await found({ from: inHours(-1), to: inHours(1), user_id: 'cid' }), ['cid sold_out'])
  })

  test('pages return each result once', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await client.attempts.search.query({ limit: 2, ...(cursor !== null && { cursor }) })
      seen.push(...page.attempts.map(({ id }) => id))
      cursor = page.next_cursor
    } while (cursor !== null)
    const rows = await stage.ctx.db
      .select({ id: schema.attempts.id })
      .from(schema.attempts)
      .where(sql`sale_id = ${stage.saleId}`)
    assert.deepEqual(seen.toSorted(), rows.map(({ id }) => id).toSorted())
  })
})

test('a page scans at most ten thousand rows along an index, and the next page continues from there', async () => {
  const ROWS = 25_000
  const opened = await stage.postJson('/v1/admin/sales', { name: 'Long', items: [{ stock: 1, price: 1 }] })
  const saleId = opened.body.id
  await stage.ctx.db.execute(sql`
    INSERT INTO attempts (sale_id, checkout_id, id, user_id, item_ids, outcome)
    SELECT ${saleId}::int, id, id, CASE WHEN n = 1 THEN 'rare' ELSE 'crowd' END, '{1}', 'ok' FROM (
      SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000000')::uuid AS id FROM generate_series(1, ${ROWS}) n
    ) AS made`)
  await stage.ctx.db.execute(sql`ANALYZE attempts`)
  const first = await client.attempts.search.query({ sale_id: saleId, user_id: 'rare' })
  assert.deepEqual([first.attempts.length, first.next_cursor !== null], [0, true])
  const second = await client.attempts.search.query({
    sale_id: saleId,
    user_id: 'rare',
    cursor: first.next_cursor ?? '',
  })
  const third = await client.attempts.search.query({
    sale_id: saleId,
    user_id: 'rare',
    cursor: second.next_cursor ?? '',
  })
  assert.deepEqual([second.attempts.length, third.attempts.length, third.next_cursor], [0, 1, null])
  const { rows } = await stage.ctx.db.execute<Record<'QUERY PLAN', string>>(sql`
    EXPLAIN SELECT * FROM attempts WHERE sale_id = ${saleId}::int ORDER BY checkout_id DESC, id DESC LIMIT 10000`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  assert.match(plan, /Index Scan Backward using attempts_0_pkey/)
  assert.doesNotMatch(plan, /Sort|Seq Scan/)
})
