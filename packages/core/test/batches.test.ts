/** Batches: conflicts within a batch, and locks held by others. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createPool, schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq } from 'drizzle-orm'
import { DEFERRED } from '../src/ledger/batcher.ts'
import type { Sale, TakeRow } from '../src/ledger/index.ts'
import { commitTakes } from '../src/ledger/takes.ts'
import { createStage, type Stage } from './stage.ts'

const LIFETIMES = { holdMs: 1_000, paymentMs: 1_000 }

let stage: Stage
let pool: ReturnType<typeof createPool>
before(async () => {
  stage = await createStage()
  pool = createPool(stage.stores.databaseUrl, { pipeline: true })
})
after(async () => {
  await pool.end()
  await stage.stop()
})

function order(sale: Sale, userId: string, positions: number[], change: Partial<TakeRow> = {}): TakeRow {
  const lines = positions.map((position) => ({ itemId: sale.firstItemId + position, quantity: 1 }))
  return { id: randomUUIDv7(), saleId: sale.id, userId, epoch: null, kind: 'purchase', lines, ...change }
}

/** Commits rows as one batch. `transactions`: the number of transactions used. */
async function batch(...rows: TakeRow[]): Promise<{ verdicts: string[]; transactions: number }> {
  let transactions = 0
  const connect = () => {
    transactions++
    return pool.connect()
  }
  const found = await commitTakes(Object.create(pool, { connect: { value: connect } }), rows, LIFETIMES)
  const verdicts = found.map((verdict) => {
    if (verdict === DEFERRED) return 'deferred'
    return 'lines' in verdict ? verdict.lines.map((line) => line.verdict).join() : verdict.status
  })
  return { verdicts, transactions }
}

/** Commits a batch while another transaction holds the rows that `change` writes. That transaction commits once the batch waits for it. */
async function behind(
  change: (query: (text: string, values: unknown[]) => Promise<unknown>) => Promise<unknown>,
  row: TakeRow,
) {
  const holder = await pool.connect()
  try {
    await holder.query('BEGIN')
    await change((text, values) => holder.query(text, values))
    let done = false
    const pending = batch(row).finally(() => {
      done = true
    })
    await until('the batch waits', async () => done || (await waiting()) > 0)
    await holder.query('COMMIT')
    return await pending
  } finally {
    holder.release()
  }
}

async function waiting(): Promise<number> {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return rows[0].n
}

describe('conflicting orders in one batch: the first is decided and the other deferred, in one transaction', () => {
  test('two buyers compete for the last unit', async () => {
    const sale = await stage.openSale()
    const found = await batch(order(sale, 'ann', [0]), order(sale, 'bob', [0]))
    assert.deepEqual(found, { verdicts: ['taken', 'deferred'], transactions: 1 })
  })

  test('one buyer has room for one more unit', async () => {
    const sale = await stage.openSale({ buyerLimit: 1 })
    const found = await batch(order(sale, 'ann', [0]), order(sale, 'ann', [1]))
    assert.deepEqual(found, { verdicts: ['taken', 'deferred'], transactions: 1 })
  })
})

describe('a batch waits for another that holds its rows, then sees the changes without a retry', () => {
  test('when they share an item', async () => {
    const sale = await stage.openSale()
    const sell = 'UPDATE items SET sold = 1 WHERE sale_id = $1 AND id = $2'
    const found = await behind((query) => query(sell, [sale.id, sale.firstItemId]), order(sale, 'ann', [0]))
    assert.deepEqual(found, { verdicts: ['sold_out'], transactions: 1 })
  })

  test('when they share a buyer', async () => {
    const sale = await stage.openSale()
    await batch(order(sale, 'ann', [0]))
    const fill = 'UPDATE buyers SET sold = buyer_limit WHERE sale_id = $1 AND user_id = $2'
    const found = await behind((query) => query(fill, [sale.id, 'ann']), order(sale, 'ann', [1]))
    assert.deepEqual(found, { verdicts: ['limit_reached'], transactions: 1 })
  })
})

test('an order whose id is being voided concurrently gets `exists` after a retry', async () => {
  const sale = await stage.openSale()
  const row = order(sale, 'ann', [0])
  const voiding = `INSERT INTO orders (sale_id, id, user_id, status, units, total) VALUES ($1, $2, '', 'void', 0, 0)`
  const found = await behind((query) => query(voiding, [sale.id, row.id]), row)
  assert.deepEqual(found, { verdicts: ['exists'], transactions: 2 })
})

test('a batch locks rows in key order: while it waits for the first row it holds none of the others', async () => {
  const sale = await stage.openSale({ buyerLimit: 10 })
  const row = order(sale, 'ann', [9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
  const holder = await pool.connect()
  try {
    await holder.query('BEGIN')
    await holder.query('SELECT FROM items WHERE sale_id = $1 AND id = $2 FOR UPDATE', [sale.id, sale.firstItemId])
    const pending = batch(row)
    await until('the batch waits', async () => (await waiting()) > 0)
    const free = 'SELECT FROM items WHERE sale_id = $1 AND id > $2 FOR UPDATE SKIP LOCKED'
    assert.equal((await pool.query(free, [sale.id, sale.firstItemId])).rowCount, 9)
    await holder.query('COMMIT')
    assert.equal((await pending).transactions, 1)
  } finally {
    holder.release()
  }
})

test("a buyer's first purchase is refused after a retry if a concurrent batch has used up the limit", async () => {
  const sale = await stage.openSale()
  const fill = 'INSERT INTO buyers (sale_id, user_id, sold, buyer_limit) VALUES ($1, $2, $3, $3)'
  const found = await behind((query) => query(fill, [sale.id, 'ann', 3]), order(sale, 'ann', [0]))
  assert.deepEqual(found, { verdicts: ['limit_reached'], transactions: 2 })
})

test('a connection is discarded after an error', async () => {
  const sale = await stage.openSale()
  const own = createPool(stage.stores.databaseUrl, { max: 1, pipeline: true })
  try {
    await assert.rejects(commitTakes(own, [order(sale, 'x'.repeat(293), [0])], LIFETIMES))
    assert.equal(own.totalCount, 0)
  } finally {
    await own.end()
  }
})

test('a batch waits for a rebuild that raises the epoch, and is refused as stale', async () => {
  const sale = await stage.openSale()
  const row = order(sale, 'ann', [0], { epoch: sale.epoch })
  const found = await behind(async (query) => {
    await query('SELECT FROM sales WHERE id = $1 FOR NO KEY UPDATE', [sale.id])
    await query('UPDATE sales SET epoch = epoch + 1 WHERE id = $1', [sale.id])
  }, row)
  assert.deepEqual(found.verdicts, ['stale'])
})

test('a purchase that lists an item more often than there are units gets the available units', async () => {
  const sale = await stage.openSale()
  assert.deepEqual((await batch(order(sale, 'ann', [0, 0]))).verdicts, ['taken,sold_out'])
})

test('a committed order gets `exists`, even under a later epoch and after the end of its sale', async () => {
  const sale = await stage.openSale()
  const row = order(sale, 'ann', [0], { epoch: sale.epoch })
  assert.deepEqual((await batch(row)).verdicts, ['taken'])
  const ended = { epoch: sale.epoch + 1, endsAt: new Date(Date.now() - 1_000) }
  await stage.ctx.db.update(schema.sales).set(ended).where(eq(schema.sales.id, sale.id))
  assert.deepEqual((await batch(row)).verdicts, ['exists'])
  assert.deepEqual((await batch(order(sale, 'ann', [1]))).verdicts, ['sale_closed'])
})

describe('attempts', () => {
  const { ledger, id } = { ledger: () => stage.ctx.ledger, id: () => randomUUIDv7() }

  test('an attempt that is resent after a lost response is stored once', async () => {
    const attempt = { saleId: 0, checkoutId: id(), id: id(), userId: 'ann', itemIds: [1], outcome: 'ok' }
    await ledger().recordAttempt(attempt)
    await ledger().recordAttempt(attempt)
    assert.equal(await stage.ctx.db.$count(schema.attempts, eq(schema.attempts.id, attempt.id)), 1)
  })

  test('a refused attempt adds nothing to the checkout that it names', async () => {
    const sale = await stage.openSale()
    const checkoutId = id()
    const attempt = { saleId: sale.id, checkoutId, id: id(), userId: 'ann', itemIds: [sale.firstItemId] }
    await ledger().recordAttempt({ ...attempt, outcome: 'sold_out' })
    assert.equal(await ledger().readCheckout({ saleId: sale.id, id: checkoutId }), null)
  })
})
