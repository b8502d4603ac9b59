/** Race conditions and servers that crash between two steps: state is repaired, and events stay in order. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq, sql } from 'drizzle-orm'
import pg from 'pg'
import {
  addItems,
  addToCart,
  applyScheduledTransitions,
  type Context,
  checkout,
  closeSale,
  closeSoldOut,
  confirmHold,
  createHold,
  decideOrders,
  openMerchantSale,
  pauseSale,
  readCart,
  reconcile,
  resumeSale,
} from '../src/operations/index.ts'
import { crashBefore, type Fault, silent, withFaults, withoutGate } from './faults.ts'
import { granted, holdOf, itemAt, merchantSale, order, wordOf } from './held-shop.ts'
import { buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
let ctx: Context
let other: Context
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  ctx = stage.ctx
  other = await stage.anotherServer()
})
after(() => stage.stop())

const eventsOf = async (saleId: number): Promise<string[]> =>
  (
    await ctx.db
      .select({ type: schema.outboxEvents.type })
      .from(schema.outboxEvents)
      .where(eq(schema.outboxEvents.saleId, saleId))
      .orderBy(schema.outboxEvents.id)
  ).map((row) => row.type)

test('items added while the sale is being marked sold out can be bought', async () => {
  const sale = await merchantSale(ctx, [{ stock: 1, price: 5 }])
  assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
  const blocker = new pg.Client(stage.stores.databaseUrl)
  await blocker.connect()
  await blocker.query('BEGIN; LOCK TABLE items IN SHARE MODE')
  const adding = addItems(ctx, { id: sale.id, items: [{ stock: 10, price: 5 }] })
  const waiting = (n: number) =>
    until(`${n} wait`, async () => {
      const { rows } = await ctx.db.execute<{ n: string }>(
        sql`SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      )
      return Number(rows[0]?.n) >= n
    })
  await waiting(1)
  const closing = closeSoldOut(other)
  await waiting(2)
  await blocker.query('COMMIT')
  await blocker.end()
  granted(await adding)
  await closing
  const now = await ctx.sales.refresh(sale.id)
  assert.equal(now?.soldOutAt, null, 'ten units are on the shelf and the sale is sold out for ever')
})

/** A sale that starts in a moment. */
const saleSoon = async () =>
  granted(
    await openMerchantSale(ctx, {
      name: 'Soon',
      starts_at: new Date(Date.now() + SOON_MS).toISOString(),
      items: [{ stock: 1, price: 5 }],
    }),
  )
/** Far longer than a loaded machine needs to create a sale and to close it. */
const SOON_MS = 3_000
const hasBegun = (id: number) =>
  until('the sale has started', async () => {
    const { rows } = await ctx.db.execute(sql`SELECT FROM sales WHERE id = ${id} AND starts_at <= now()`)
    return rows.length > 0
  })

test('a sale that was closed before its start has no `sale.opened` event', async () => {
  const { id } = await saleSoon()
  granted(await closeSale(ctx, { id }))
  await hasBegun(id)
  await applyScheduledTransitions(ctx)
  assert.deepEqual(await eventsOf(id), ['sale.scheduled', 'sale.closed'])
})

test('no order is committed before `sale.opened` is written', async () => {
  const { id } = await saleSoon()
  await hasBegun(id)
  const sale = await ctx.sales.refresh(id)
  assert.ok(sale && !sale.openedAt)
  assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
  await closeSoldOut(ctx)
  await applyScheduledTransitions(ctx)
  assert.deepEqual(await eventsOf(sale.id), ['sale.scheduled', 'sale.opened', 'order.confirmed', 'sale.sold_out'])
})

test('a resumed sale sells, even if the server crashed before it notified the gate', async () => {
  const sale = await merchantSale(ctx, [{ stock: 10, price: 5 }])
  granted(await pauseSale(ctx, { id: sale.id }))
  const crashing = withFaults({ ...ctx, dirtySales: new Set<number>() }, { gate: { install: crashBefore } })
  await resumeSale(crashing, { id: sale.id })
  for (const server of [ctx, other]) {
    await server.sales.refreshOpen()
    const memory = new Map()
    for (let rounds = 0; rounds < 4; rounds++) {
      await reconcile(server, memory)
      for (const seen of memory.values()) seen.at = Number.NEGATIVE_INFINITY
    }
  }
  assert.equal(wordOf(await createHold(other, { user_id: 'ann', item_id: itemAt(sale, 0) })), 'ok')
})

test('a buyer who has bought a held unit can hold another, even before the gate is notified', async () => {
  const sale = await merchantSale(ctx, [{ stock: 10, price: 5 }])
  const { id } = await holdOf(ctx, sale, 'ann', 0)
  granted(await confirmHold(withFaults(ctx, { gate: { settle: silent } }), { id }))
  const again = granted(await createHold(other, { user_id: 'ann', item_id: itemAt(sale, 0) }))
  assert.equal(again.reservation.status, 'ACTIVE')
})

test("a server with a wrong clock does not fail other servers' orders", async () => {
  const sale = await merchantSale(ctx, [{ stock: 10, price: 5 }])
  const { id } = granted(await order(ctx, sale, 'ann', [0, 1]))
  const { done } = await decideOrders({ ...other, clock: () => new Date(Date.now() + 16 * 60_000) })
  await done
  assert.equal((await ctx.ledger.readOrder(id))?.status, 'confirmed')
})

test('a resume during a rebuild reaches the gate', async () => {
  const sale = await merchantSale(ctx, [{ stock: 10, price: 5 }])
  granted(await pauseSale(ctx, { id: sale.id }))
  // A rebuild on this server has committed and is in its last step, `keep`, when an operator resumes the sale on the same server.
  const reached = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  let held = false
  const pausesOnce: Fault =
    (keep) =>
    async (...args) => {
      if (!held && args[0] === sale.id) {
        held = true
        reached.resolve()
        await go.promise
      }
      return keep(...args)
    }
  const server = withFaults(ctx, { gate: { keep: pausesOnce } })
  server.dirtySales.add(sale.id)
  await server.sales.refreshOpen()
  const reconciling = reconcile(server, new Map())
  await reached.promise
  const resuming = resumeSale(server, { id: sale.id })
  granted(await resuming)
  go.resolve()
  await reconciling
  assert.equal(wordOf(await createHold(other, { user_id: 'ann', item_id: itemAt(sale, 0) })), 'ok')
})

test('a checkout of the cart takes exactly the units that the cart shows as available', async () => {
  const sale = await merchantSale(ctx, [{ stock: 5, price: 100 }])
  granted(await addToCart(ctx, { user_id: 'ann', item_id: itemAt(sale, 0), quantity: 5 }))
  granted(await order(ctx, sale, 'bob', [0, 3]))
  const { lines, estimated_total } = granted(await readCart(await stage.anotherServer(), { user_id: 'ann' }))
  assert.deepEqual([lines[0]?.state, estimated_total?.amount], ['fewer_left', 200])
  for (const server of [ctx, withoutGate(ctx)]) {
    const { items } = granted(await checkout(server, { user_id: 'ann', sale_id: sale.id }))
    assert.deepEqual(
      items.map((item) => item.quantity),
      [2],
    )
  }
})
