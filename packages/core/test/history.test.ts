/** Sales that are long over are read from a replica; what has just been done, and what is to be decided, never is. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { startTestReplica, type TestReplica, until } from '@hourglass/stack/testing'
import type { Sale } from '../src/ledger/index.ts'
import {
  type Context,
  checkHealth,
  closeSoldOut,
  createHold,
  listHolds,
  listOrders,
  listSales,
  readPace,
  searchAttempts,
  searchOrders,
} from '../src/operations/index.ts'
import { books, buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const HOUR_MS = 3_600_000

let stage: Stage
let replica: TestReplica
let past: Sale
/** Servers: one that takes the replica however far it is behind, and one that takes it only when it is level. */
let patient: Context
let strict: Context

before(async () => {
  stage = await createStage({ ownPostgres: true, settings: { saleItems: 2 } })
  past = await soldOut()
  replica = await startTestReplica(stage.stores.databaseUrl)
  patient = await stage.anotherServer({}, { historyUrl: replica.url, historyBehindMs: 24 * HOUR_MS })
  strict = await stage.anotherServer({}, { historyUrl: replica.url, historyBehindMs: 0 })
  // It has replayed a commit, and knows of when.
  await sql('CREATE TABLE seen (id int)')
  await level()
  await patient.history.look(0)
})

const level = () => until('the replica is level', async () => (await strict.history.look(0))?.used === true)

afterEach(async () => {
  await replica.resumeReplay()
  await level()
  await patient.history.look(0)
})

after(async () => {
  await stage?.stop()
  await replica?.stop()
})

const sql = (text: string, values: unknown[] = []) => stage.ctx.db.$client.query(text, values)

/** A sale that was sold out an hour ago. */
async function soldOut(): Promise<Sale> {
  const sale = await stage.openSale()
  for (const at of [0, 1]) assert.equal(await buy(stage.ctx, await codeFor(stage.ctx, sale, 'ann', at)), 'sold 1')
  await closeSoldOut(stage.ctx)
  const { rowCount } = await sql(
    "UPDATE sales SET sold_out_at = now() - interval '1 hour' WHERE id = $1 AND sold_out_at IS NOT NULL",
    [sale.id],
  )
  assert.equal(rowCount, 1)
  return sale
}

/** What is not true: whoever tells it has read the primary. */
async function forge(): Promise<void> {
  await sql("UPDATE attempts SET outcome = 'sold_out' WHERE sale_id = $1", [past.id])
  await sql("UPDATE orders SET changed_at = '2001-01-01' WHERE sale_id = $1", [past.id])
  await sql("UPDATE orders SET user_id = 'forged' WHERE sale_id = $1", [past.id])
}

async function unforge(): Promise<void> {
  await sql("UPDATE attempts SET outcome = 'ok' WHERE sale_id = $1", [past.id])
  await sql('UPDATE orders SET changed_at = created_at WHERE sale_id = $1', [past.id])
  await sql("UPDATE orders SET user_id = 'ann' WHERE sale_id = $1", [past.id])
}

/** What a server tells of the sale that is over; `forged` where it has read what was forged. */
async function told(ctx: Context): Promise<string[]> {
  const { attempts } = await books(ctx, past)
  const pace = await readPace(ctx, { id: past.id })
  const tried = await searchAttempts(ctx, { sale_id: past.id, outcome: 'sold_out' })
  const orders = await searchOrders(ctx, { sale_id: past.id, user_id: 'ann' })
  assert.ok(pace.ok && tried.ok && orders.ok)
  return [
    `books ${'sold_out' in attempts ? 'forged' : 'true'}`,
    `pace ${pace.value.last_sold_at?.startsWith('2001') ? 'forged' : 'true'}`,
    `attempts ${tried.value.attempts.length > 0 ? 'forged' : 'true'}`,
    `orders ${orders.value.orders.length === 0 ? 'forged' : 'true'}`,
  ]
}

const ALL = ['books', 'pace', 'attempts', 'orders']
const all = (what: string) => ALL.map((one) => `${one} ${what}`)

test('books, pace and searches of a sale that is long over come from the replica', async () => {
  await replica.pauseReplay()
  await forge()
  assert.deepEqual(await told(patient), all('true'))
  assert.deepEqual(await told(await stage.anotherServer()), all('forged'), 'without a replica the primary is read')
  await unforge()
})

test('the list of sales goes on from the replica behind one that is long over', async () => {
  const before = await listSales(patient, { cursor: past.id })
  await replica.pauseReplay()
  const older = { id: -1, kind: 'merchant', first_item_id: -9, items_count: 1, items_capacity: 1 }
  const { rowCount } = await sql(
    'INSERT INTO sales OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(s, $2)).* FROM sales AS s WHERE id = $1',
    [past.id, older],
  )
  assert.equal(rowCount, 1)
  assert.deepEqual(await listSales(patient, { cursor: past.id }), before)
  await sql('DELETE FROM sales WHERE id = -1')
})

test('what a shopper has just done is told at once, however far the replica is behind', async () => {
  await replica.pauseReplay()
  const sale = await stage.openSale()
  const code = await codeFor(patient, sale, 'ben', 0)
  assert.equal(await buy(patient, code), 'sold 1')
  assert.equal(await buy(patient, code), 'code_used')
  const held = await createHold(patient, { user_id: 'ben', item_id: sale.firstItemId + 1 })
  assert.ok(held.ok)
  const orders = await listOrders(patient, { user_id: 'ben' })
  const holds = await listHolds(patient, { user_id: 'ben' })
  assert.ok(orders.ok && holds.ok)
  assert.deepEqual([orders.value.orders.length, holds.value.reservations.length], [1, 1])
  const { units } = await books(patient, sale)
  assert.deepEqual([units.sold, units.held], [1, 1])
  const found = await searchOrders(patient, { user_id: 'ben' })
  assert.ok(found.ok)
  assert.equal(found.value.orders.length, 1)
  const last = await listSales(patient, {})
  assert.ok(last.ok && last.value.sales.some(({ id }) => id === sale.id))
})

describe('the primary is read instead, and says so, while the replica', () => {
  const health = async (ctx: Context) => (await checkHealth(ctx)).history

  test('is too far behind', async () => {
    await replica.pauseReplay()
    await forge()
    await strict.history.look(0)
    assert.deepEqual(await told(strict), all('forged'))
    assert.equal(await health(strict), 'primary')
    assert.equal(strict.history.last?.why, 'replication lag too high')
    assert.equal(await health(patient), 'replica')
    await unforge()
  })

  test('is killed in between; when it is back it is used again', async () => {
    const server = await stage.anotherServer({}, { historyUrl: replica.url })
    assert.equal(await health(server), 'replica')
    await replica.kill()
    assert.deepEqual(await told(server), all('true'))
    assert.equal(await health(server), 'primary')
    await replica.start()
    await until('it is used again', async () => (await server.history.look(0))?.used === true)
    await replica.pauseReplay()
    await forge()
    assert.deepEqual(await told(server), all('true'))
    await unforge()
  })

  test('hangs', async () => {
    await patient.history.look(0)
    replica.pause()
    try {
      assert.deepEqual(await told(patient), all('true'))
      assert.equal(await health(patient), 'primary')
    } finally {
      replica.resume()
    }
  })

  test('is none, but a PostgreSQL that goes its own way', async () => {
    const server = await stage.anotherServer({}, { historyUrl: stage.stores.databaseUrl })
    assert.equal(await health(server), 'primary')
    assert.equal(server.history.last?.why, 'not a replica')
  })
})
