/** Background jobs of several servers: rebuilds, new sales, sweeping, reconciliation. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq, sql } from 'drizzle-orm'
import { ok } from '../src/contract/index.ts'
import { readCode } from '../src/domain/index.ts'
import { createSaleDirectory, ENDED_SALES_MAX } from '../src/ledger/index.ts'
import {
  type Context,
  listActions,
  openHourlySale,
  prune,
  purchase,
  rebuildGate,
  reconcile,
  sweep,
  withAuditLog,
} from '../src/operations/index.ts'
import { Crash, precededBy, withFaults } from './faults.ts'
import { auditOf, buy, codeFor, crashing } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

/** An id without a take. */
const empty = { paused: false, limits: [], buyers: [], buyerItems: [], held: [] }

let stage: Stage
let ctx: Context
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  ctx = stage.ctx
})
after(async () => {
  await stage.stop()
})

const idOf = (code: string): string => readCode(ctx.codeKeys.valid, code)?.id ?? ''

describe('a rebuild', () => {
  test('happens once for concurrent requests on one server', async () => {
    const sale = await stage.openSale()
    const first = rebuildGate(ctx, sale, 'a test')
    assert.equal(rebuildGate(ctx, sale, 'a test'), first)
    await first
  })

  test('happens once for concurrent requests on two servers', async () => {
    const sale = await stage.openSale()
    const other = await stage.anotherServer()
    let second: Promise<void> | undefined
    const meetsAnother = precededBy(async () => {
      second = rebuildGate(other, sale, 'a test')
      await until('the other server waits', async () => (await waiting()) > 0)
    })
    await rebuildGate(withFaults(ctx, { gate: { install: meetsAnother } }), sale, 'a test')
    await second
    assert.equal((await ctx.sales.refresh(sale.id))?.epoch, sale.epoch + 1)
    assert.equal((await auditOf(ctx, sale)).gate?.epoch, sale.epoch + 1)
  })

  test('raises the epoch beyond a gate that is ahead of the ledger, as after a rebuild that was not committed', async () => {
    const sale = await stage.openSale()
    const { id: saleId, startsAt, endsAt, buyerLimit } = sale
    const units = Array.from({ length: 10 }, () => ({ left: 0, out: 0 }))
    await ctx.gate.install({ saleId, epoch: sale.epoch + 5, startsAt, endsAt, buyerLimit, units, ...empty })
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
    assert.equal((await auditOf(ctx, sale)).gate?.epoch, sale.epoch + 6)
    assert.equal(ctx.dirtySales.has(sale.id), false, 'the purchase used the gate')
  })
})

async function waiting(): Promise<number> {
  const { rows } = await ctx.db.execute<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return rows[0]?.n ?? 0
}

test('a rolled-back gate is detected by the first reply of any script', async () => {
  const sale = await stage.openSale()
  await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
  await until('the take is settled', async () => (await auditOf(ctx, sale)).gate?.out === 0)
  const keys = await stage.redis.keys(`hg:{${sale.id}}:*`)
  const dump = await Promise.all(keys.map((key) => stage.redis.dumpBuffer(key)))
  await buy(ctx, await codeFor(ctx, sale, 'bob', 1))
  await until('the take is settled', async () => (await auditOf(ctx, sale)).gate?.out === 0)
  await Promise.all(keys.map((key, i) => stage.redis.restore(key, 0, dump[i] ?? '', 'REPLACE')))
  assert.equal(ctx.dirtySales.has(sale.id), false)
  await codeFor(ctx, sale, 'cy', 2)
  assert.equal(ctx.dirtySales.has(sale.id), true)
  await reconcile(ctx, new Map())
  assert.equal((await auditOf(ctx, sale)).gate?.free, 8)
})

describe('hourly sales', () => {
  const HOUR_MS = 3_600_000
  const inYears = (years: number) => new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + years * 365 * 24 * HOUR_MS)

  test('that two servers create concurrently get disjoint ranges of item ids', async () => {
    const servers = [ctx, await stage.anotherServer(), await stage.anotherServer()]
    const ids = await Promise.all(servers.map((server, i) => openHourlySale(server, inYears(1 + i))))
    const made = await Promise.all(ids.map((id) => ctx.sales.get(id ?? 0)))
    const firsts = made.map((sale) => sale?.firstItemId ?? 0).sort((a, b) => a - b)
    const [first = 0] = firsts
    assert.deepEqual(firsts, [first, first + 10, first + 20])
  })

  test('are created once per start, on any number of servers', async () => {
    const other = await stage.anotherServer()
    const ids = await Promise.all([ctx, other, ctx, other].map((server) => openHourlySale(server, inYears(9))))
    assert.equal(ids.filter((id) => id !== null).length, 1)
  })
})

describe('the sweeper', () => {
  test('on a server that missed a rebuild sweeps under the new epoch', async () => {
    const sale = await stage.openSale()
    const behind = await stage.anotherServer()
    await rebuildGate(ctx, sale, 'a test')
    const code = await codeFor(ctx, sale, 'ann', 0)
    await assert.rejects(purchase(crashing(ctx, 'before commit'), { code }), Crash)
    assert.equal(await sweep(behind), 1)
    assert.equal((await auditOf(ctx, sale)).gate?.out, 0)
  })

  test('notifies the gate of voided takes, so that the gate refuses the next purchase', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    await assert.rejects(purchase(crashing(ctx, 'before commit'), { code }), Crash)
    await sweep(ctx)
    const now = await ctx.sales.refresh(sale.id)
    assert.deepEqual(now && (await ctx.gate.take(now, { id: idOf(code), kind: 'purchase', leaseMs: 0 })), {
      status: 'used',
    })
  })
})

test('a purchase in progress is never reported as a difference, however often the reconciler compares', async () => {
  const sale = await stage.openSale()
  assert.equal(await buy(crashing(ctx, 'before settle'), await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
  const open = await codeFor(ctx, sale, 'bob', 1)
  await assert.rejects(purchase(crashing(ctx, 'before commit'), { code: open }), Crash)
  const before = (await auditOf(ctx, sale)).gate
  const memory = new Map()
  for (let rounds = 0; rounds < 3; rounds++) await reconcile(ctx, memory)
  assert.deepEqual((await auditOf(ctx, sale)).gate, before, 'both takes are still open, under the same epoch')
})

test('the reconciler extends the time to live of a gate that is in use', async () => {
  const sale = await stage.openSale()
  const server = await stage.anotherServer()
  const memory = new Map()
  await reconcile(server, memory)
  const meta = `hg:{${sale.id}}:meta`
  await stage.redis.pexpire(meta, 60_000)
  await codeFor(ctx, sale, 'ann', 0)
  await reconcile(server, memory)
  assert.equal((await stage.redis.pttl(meta)) <= 60_000, true, 'a checkout alone does not extend it')
  await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
  await until('its time to live is extended', async () => {
    await reconcile(server, memory)
    return (await stage.redis.pttl(meta)) > 60_000
  })
})

test('the memory of an ended sale is dropped: comparisons, seqs and the dirty mark', async () => {
  const [over, open] = [await stage.openSale(), await stage.openSale()]
  const memory: Parameters<typeof reconcile>[1] = new Map()
  for (const sale of [over, open]) await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
  await reconcile(ctx, memory)
  assert.deepEqual([memory.has(over.id), memory.has(open.id)], [true, true])
  const ended = sql`now() - interval '11 minutes'`
  await ctx.db.update(schema.sales).set({ closedAt: ended }).where(eq(schema.sales.id, over.id))
  await ctx.sales.refresh(over.id)
  ctx.dirtySales.add(over.id)
  await reconcile(ctx, memory)
  assert.deepEqual([memory.has(over.id), memory.has(open.id), ctx.dirtySales.has(over.id)], [false, true, false])
})

test('only the newest ended sales are cached, and older ones are read on demand', async () => {
  const { rows } = await ctx.db.execute<{ id: number }>(sql`
    INSERT INTO sales (kind, seed, currency, buyer_limit, first_item_id, items_count, starts_at, sold_out_at)
    SELECT 'hourly', 1, 'EUR', 2, 900000000 + n * 100000, 10, timestamptz '2020-01-01' + n * interval '1 hour', timestamptz '2020-02-01'
    FROM generate_series(1, ${ENDED_SALES_MAX + 1}) AS n RETURNING id`)
  const ids = rows.map(({ id }) => id)
  const directory = createSaleDirectory(ctx.db)
  const read = async () => {
    const found = []
    for (const id of ids) found.push(await directory.get(id))
    return found
  }
  const before = await read()
  await directory.refreshOpen()
  const after = await read()
  assert.equal(before[0]?.id, after[0]?.id)
  assert.notEqual(before[0], after[0], 'the oldest was read from the ledger again')
  assert.deepEqual(
    after.slice(1).map((sale, i) => sale === before[i + 1]),
    ids.slice(1).map(() => true),
  )
})

test('audit log entries are deleted after their retention, and not before', async () => {
  const { operatorActions } = schema
  const act = (actor: string) => withAuditLog(ctx, { actor, action: 'sale.pause', subject: '1' }, async () => ok(1))
  const ages = (actor: string, days: number) =>
    ctx.db
      .update(operatorActions)
      .set({ at: sql`now() - ${days}::int * interval '1 day'` })
      .where(eq(operatorActions.actor, actor))
  for (const actor of ['long ago', 'a year ago', 'now']) await act(actor)
  await ages('long ago', 400)
  await ages('a year ago', 399)
  await prune(ctx)
  const listed = await listActions(ctx, {})
  assert.equal(listed.ok, true)
  assert.deepEqual(listed.ok && listed.value.actions.map(({ actor }) => actor), ['now', 'a year ago'])
})
