import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { and, eq } from 'drizzle-orm'
import type { Sale, TakeRow, TakeVerdict } from '../src/ledger/index.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(() => stage.stop())

const spell = (verdict: TakeVerdict) =>
  'lines' in verdict ? `${verdict.status}: ${verdict.lines.map((line) => line.verdict).join()}` : verdict.status

function order(sale: Sale, userId: string, positions: number[], change: Partial<TakeRow> = {}): TakeRow {
  const lines = positions.map((position) => ({ itemId: sale.firstItemId + position, quantity: 1 }))
  return { id: randomUUIDv7(), saleId: sale.id, userId, epoch: null, kind: 'purchase', lines, ...change }
}

/** Commits all concurrently, so that they share batches. */
const commit = (...rows: TakeRow[]) =>
  Promise.all(rows.map(async (row) => spell(await stage.ctx.ledger.commitTake(row))))

async function totalsOf(sale: Sale) {
  const { db } = stage.ctx
  const { items, buyers, orders, orderLines, outboxEvents } = schema
  const [itemRows, buyerRows, orderRows, lineRows, events] = await Promise.all([
    db.select().from(items).where(eq(items.saleId, sale.id)),
    db.select().from(buyers).where(eq(buyers.saleId, sale.id)),
    db
      .select()
      .from(orders)
      .where(and(eq(orders.saleId, sale.id), eq(orders.status, 'confirmed'))),
    db.select().from(orderLines).where(eq(orderLines.saleId, sale.id)),
    db
      .select()
      .from(outboxEvents)
      .where(and(eq(outboxEvents.saleId, sale.id), eq(outboxEvents.type, 'order.confirmed'))),
  ])
  return {
    sold: itemRows.reduce((sum, row) => sum + row.sold, 0),
    lines: lineRows.length,
    units: orderRows.reduce((sum, row) => sum + row.units, 0),
    owned: Object.fromEntries(buyerRows.map((row) => [row.userId, row.sold])),
    events: events.length,
  }
}

describe('one order', () => {
  test('is written with its lines, counters and event', async () => {
    const sale = await stage.openSale()
    assert.deepEqual(await commit(order(sale, 'ann', [0, 1])), ['taken: taken,taken'])
    assert.deepEqual(await totalsOf(sale), { sold: 2, lines: 2, units: 2, owned: { ann: 2 }, events: 1 })
  })

  test('is decided line by line, and available items are sold', async () => {
    const sale = await stage.openSale()
    await commit(order(sale, 'bob', [0]))
    assert.deepEqual(await commit(order(sale, 'ann', [0, 1, 2, 3, 4])), [
      'taken: sold_out,taken,taken,taken,limit_reached',
    ])
    assert.deepEqual((await totalsOf(sale)).owned, { ann: 3, bob: 1 })
  })

  test('without any available item writes nothing', async () => {
    const sale = await stage.openSale()
    await commit(order(sale, 'bob', [0]))
    const before = await totalsOf(sale)
    assert.deepEqual(await commit(order(sale, 'ann', [0]), order(sale, 'ann', [99])), [
      'refused: sold_out',
      'refused: item_not_found',
    ])
    assert.deepEqual(await totalsOf(sale), before)
  })

  test('is committed once under its id, however often it is submitted', async () => {
    const sale = await stage.openSale()
    const row = order(sale, 'ann', [0])
    const again = { ...row, lines: [{ itemId: sale.firstItemId + 1, quantity: 1 }] }
    assert.deepEqual((await commit(row, again, again, again)).sort(), ['exists', 'exists', 'exists', 'taken: taken'])
    assert.equal((await totalsOf(sale)).sold, 1)
  })

  for (const { title, change, epoch, verdict } of [
    {
      title: 'before the sale starts',
      change: {},
      startsAt: new Date(Date.now() + 3_600_000),
      epoch: null,
      verdict: 'sale_not_open',
    },
    { title: 'admitted under a stale epoch', change: {}, epoch: -1, verdict: 'stale' },
    { title: 'of an unknown sale', change: { saleId: 2_000_000 }, epoch: null, verdict: 'sale_not_found' },
  ]) {
    test(`is refused: ${title}`, async () => {
      const startsAt = verdict === 'sale_not_open' ? new Date(Math.ceil(Date.now() / 3.6e6) * 3.6e6 + 3.6e6) : undefined
      const sale = await stage.openSale({}, startsAt)
      assert.deepEqual(await commit(order(sale, 'ann', [0], { epoch, ...change })), [verdict])
      assert.equal((await totalsOf(sale)).sold, 0)
    })
  }

  test('is refused after the end of its sale', async () => {
    const sale = await stage.openSale()
    await stage.ctx.db
      .update(schema.sales)
      .set({ endsAt: new Date(Date.now() - 1_000) })
      .where(eq(schema.sales.id, sale.id))
    assert.deepEqual(await commit(order(sale, 'ann', [0])), ['sale_closed'])
  })
})

describe('orders in one batch', () => {
  test('the last unit goes to one of a hundred buyers', async () => {
    const sale = await stage.openSale()
    const verdicts = await commit(...Array.from({ length: 100 }, (_, i) => order(sale, `buyer ${i}`, [0])))
    assert.equal(verdicts.filter((verdict) => verdict === 'taken: taken').length, 1)
    assert.equal(verdicts.filter((verdict) => verdict === 'refused: sold_out').length, 99)
  })

  test('a buyer with ten parallel orders gets exactly the limit', async () => {
    const sale = await stage.openSale()
    const verdicts = await commit(...Array.from({ length: 10 }, (_, i) => order(sale, 'ann', [i])))
    assert.equal(verdicts.filter((verdict) => verdict === 'taken: taken').length, 3)
    assert.equal(verdicts.filter((verdict) => verdict === 'refused: limit_reached').length, 7)
    assert.deepEqual((await totalsOf(sale)).owned, { ann: 3 })
  })

  test("a line that loses to another order does not count against its buyer's limit", async () => {
    const sale = await stage.openSale({ buyerLimit: 1 })
    assert.deepEqual(await commit(order(sale, 'bob', [0]), order(sale, 'ann', [0, 1])), [
      'taken: taken',
      'taken: sold_out,taken',
    ])
  })

  test('two servers that sell the same items to the same buyers sell each unit once, without a deadlock', async () => {
    const sale = await stage.openSale({ saleItems: 200 })
    const other = await stage.anotherServer()
    const verdicts = await Promise.all(
      Array.from({ length: 600 }, (_, i) => {
        const row = order(sale, `buyer ${i % 90}`, [(i * 7) % 200, (i * 13) % 200])
        return (i % 2 === 0 ? stage.ctx : other).ledger.commitTake(row)
      }),
    )
    const { sold, lines, units, owned } = await totalsOf(sale)
    assert.deepEqual([lines, units], [sold, sold])
    assert.equal(
      Object.values(owned).every((count) => count <= 3),
      true,
    )
    const decided = verdicts.flatMap((verdict) => ('lines' in verdict ? verdict.lines : []))
    assert.equal(decided.filter((line) => line.verdict === 'taken').length, sold)
  })

  test('a row that PostgreSQL rejects fails alone', async () => {
    const sale = await stage.openSale()
    const rows = [order(sale, 'ann', [0]), order(sale, 'x'.repeat(293), [1]), order(sale, 'bob', [2])]
    const results = await Promise.allSettled(rows.map((row) => stage.ctx.ledger.commitTake(row)))
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual((await totalsOf(sale)).owned, { ann: 1, bob: 1 })
  })
})

describe('void', () => {
  test('a void take can never be committed', async () => {
    const sale = await stage.openSale()
    const row = order(sale, 'ann', [0])
    assert.deepEqual(await stage.ctx.ledger.voidOrders(sale.id, [row.id]), [{ id: row.id, status: 'void' }])
    assert.deepEqual(await commit(row), ['exists'])
    assert.equal((await totalsOf(sale)).sold, 0)
  })

  test('a committed order cannot be voided', async () => {
    const sale = await stage.openSale()
    const row = order(sale, 'ann', [0])
    await commit(row)
    assert.deepEqual(await stage.ctx.ledger.voidOrders(sale.id, [row.id]), [{ id: row.id, status: 'confirmed' }])
    assert.equal((await totalsOf(sale)).sold, 1)
  })

  test('of a concurrent void and commit one wins, and both report the same outcome', async () => {
    const sale = await stage.openSale({ saleItems: 50, buyerLimit: 50 })
    for (let i = 0; i < 50; i++) {
      const row = order(sale, 'ann', [i])
      const [verdicts, voided] = await Promise.all([commit(row), stage.ctx.ledger.voidOrders(sale.id, [row.id])])
      const status = voided[0]?.status ?? (await stage.ctx.ledger.voidOrders(sale.id, [row.id]))[0]?.status
      assert.deepEqual(
        [verdicts[0], status],
        verdicts[0] === 'exists' ? ['exists', 'void'] : ['taken: taken', 'confirmed'],
      )
    }
  })
})
