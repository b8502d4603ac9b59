/** Reads of sales that ended long ago use a replica. Recent changes and reads for decisions never do. */
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
import { auditOf, buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const HOUR_MS = 3_600_000

let stage: Stage
let replica: TestReplica
let past: Sale
/** Two servers: one accepts any replication lag, the other none. */
let patient: Context
let strict: Context

before(async () => {
  stage = await createStage({ ownPostgres: true, settings: { saleItems: 2 } })
  past = await soldOut()
  replica = await startTestReplica(stage.stores.databaseUrl)
  patient = await stage.anotherServer({}, { historyUrl: replica.url, historyBehindMs: 24 * HOUR_MS })
  strict = await stage.anotherServer({}, { historyUrl: replica.url, historyBehindMs: 0 })
  // The replica has replayed a commit, so that its timestamp is known.
  await sql('CREATE TABLE seen (id int)')
  await level()
  await patient.history.check(0)
})

const level = () => until('the replica has caught up', async () => (await strict.history.check(0))?.used === true)

afterEach(async () => {
  await replica.resumeReplay()
  await level()
  await patient.history.check(0)
})

after(async () => {
  await stage?.stop()
  await replica?.stop()
})

const sql = (text: string, values: unknown[] = []) => stage.ctx.db.$client.query(text, values)

/** A sale that sold out an hour ago. */
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

/** Forged data on the primary: a response that contains it was read from the primary. */
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

/** The responses of a server about the ended sale; `forged` where it read the forged data. */
async function sourcesOf(ctx: Context): Promise<string[]> {
  const { attempts } = await auditOf(ctx, past)
  const pace = await readPace(ctx, { id: past.id })
  const tried = await searchAttempts(ctx, { sale_id: past.id, outcome: 'sold_out' })
  const orders = await searchOrders(ctx, { sale_id: past.id, user_id: 'ann' })
  assert.ok(pace.ok && tried.ok && orders.ok)
  return [
    `audit ${'sold_out' in attempts ? 'forged' : 'true'}`,
    `pace ${pace.value.last_sold_at?.startsWith('2001') ? 'forged' : 'true'}`,
    `attempts ${tried.value.attempts.length > 0 ? 'forged' : 'true'}`,
    `orders ${orders.value.orders.length === 0 ? 'forged' : 'true'}`,
  ]
}

const ALL = ['audit', 'pace', 'attempts', 'orders']
const all = (what: string) => ALL.map((one) => `${one} ${what}`)

test('audit, pace and searches of a sale that ended long ago use the replica', async () => {
  await replica.pauseReplay()
  await forge()
  assert.deepEqual(await sourcesOf(patient), all('true'))
  assert.deepEqual(await sourcesOf(await stage.anotherServer()), all('forged'), 'without a replica the primary is read')
  await unforge()
})

test('the list of sales uses the replica after a cursor at a sale that ended long ago', async () => {
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

test("a shopper's own changes are visible at once, whatever the replication lag", async () => {
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
  const { units } = await auditOf(patient, sale)
  assert.deepEqual([units.sold, units.held], [1, 1])
  const found = await searchOrders(patient, { user_id: 'ben' })
  assert.ok(found.ok)
  assert.equal(found.value.orders.length, 1)
  const last = await listSales(patient, {})
  assert.ok(last.ok && last.value.sales.some(({ id }) => id === sale.id))
})

describe('the primary is read instead, with a reason, while the replica', () => {
  const health = async (ctx: Context) => (await checkHealth(ctx)).history

  test('lags too far', async () => {
    await replica.pauseReplay()
    await forge()
    await strict.history.check(0)
    assert.deepEqual(await sourcesOf(strict), all('forged'))
    assert.equal(await health(strict), 'primary')
    assert.equal(strict.history.last?.why, 'replication lag too high')
    assert.equal(await health(patient), 'replica')
    await unforge()
  })

  test('is down, and the replica is used again after its restart', async () => {
    const server = await stage.anotherServer({}, { historyUrl: replica.url })
    assert.equal(await health(server), 'replica')
    await replica.kill()
    assert.deepEqual(await sourcesOf(server), all('true'))
    assert.equal(await health(server), 'primary')
    await replica.start()
    await until('the replica is used again', async () => (await server.history.check(0))?.used === true)
    await replica.pauseReplay()
    await forge()
    assert.deepEqual(await sourcesOf(server), all('true'))
    await unforge()
  })

  test('hangs', async () => {
    await patient.history.check(0)
    replica.pause()
    try {
      assert.deepEqual(await sourcesOf(patient), all('true'))
      assert.equal(await health(patient), 'primary')
    } finally {
      replica.resume()
    }
  })

  test('is a PostgreSQL that is not in recovery', async () => {
    const server = await stage.anotherServer({}, { historyUrl: stage.stores.databaseUrl })
    assert.equal(await health(server), 'primary')
    assert.equal(server.history.last?.why, 'not a replica')
  })
})
