/** Orders that are decided later: all or nothing, committed before the response. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { and, eq } from 'drizzle-orm'
import type { OrderDetailsView } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  type Context,
  confirmHold,
  decideOrders,
  listOrders,
  type OrderStep,
  placeOrder,
  readOrder,
  reconcile,
  sweep,
  watchOrder,
} from '../src/operations/index.ts'
import { Crash, withoutGate } from './faults.ts'
import { agree, crashingOn, granted, holdOf, itemAt, merchantSale, order, unitsOf, wordOf } from './held-shop.ts'
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
after(async () => {
  await stage.stop()
})

const goods = [
  { stock: 10, price: 500 },
  { stock: 10, price: 700 },
  { stock: 1, price: 900 },
]

/** Decides all waiting orders with the given step. */
async function decide(step?: OrderStep, server = ctx): Promise<void> {
  const { done } = await decideOrders(step ? { ...server, orderStep: step } : server)
  await done
}

const statusOf = async (id: string): Promise<string> => granted(await readOrder(ctx, { id })).status

const unitsBecome = (sale: Sale, units: string) =>
  until(units, async () => (await unitsOf(ctx, sale).catch(() => '')) === units)

/** Expires the claim on an order, as if its worker had crashed. */
const abandon = (id: string) =>
  ctx.db
    .update(schema.orders)
    .set({ claimedUntil: new Date(Date.now() - 1_000) })
    .where(eq(schema.orders.id, id))

describe('an order', () => {
  test('is committed as queued before the response, then decided, and its units are sold', async () => {
    const sale = await merchantSale(ctx, goods)
    const placed = granted(await order(ctx, sale, 'ann', [0, 2], [1, 3]))
    assert.deepEqual([placed.status, placed.units, placed.total.amount], ['queued', 5, 3_100])
    assert.deepEqual(
      placed.items.map((line) => [line.id, line.quantity, line.price.amount]),
      [
        [itemAt(sale, 0), 2, 500],
        [itemAt(sale, 1), 3, 700],
      ],
    )
    assert.equal(await unitsOf(ctx, sale), '0 + 5 + 16')
    await decide()
    assert.equal(await statusOf(placed.id), 'confirmed')
    await unitsBecome(sale, '5 + 0 + 16')
    await agree(ctx)
  })

  test('is all or nothing: if one item is short, nothing is held', async () => {
    const sale = await merchantSale(ctx, goods)
    for (const server of [ctx, withoutGate(ctx)]) {
      const refused = await order(server, sale, 'ann', [0, 1], [2, 2])
      assert.equal(wordOf(refused), 'sold_out')
      assert.deepEqual(refused.ok || refused.extra?.failed_items, [{ id: itemAt(sale, 2), code: 'sold_out' }])
    }
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 21')
    assert.equal(await ctx.db.$count(schema.orders, eq(schema.orders.saleId, sale.id)), 0)
  })

  test('beyond the limit is refused as a whole, with or without a gate', async () => {
    const sale = await merchantSale(ctx, goods, { buyer_limit: 4 })
    for (const server of [ctx, withoutGate(ctx)]) {
      assert.equal(wordOf(await order(server, sale, 'ann', [0, 2], [1, 3])), 'limit_reached')
      assert.equal(wordOf(await order(server, sale, 'ann', [0, 5])), 'limit_reached')
    }
    assert.equal(wordOf(await order(ctx, sale, 'ann', [0, 2], [1, 2])), 'ok')
    assert.equal(wordOf(await order(ctx, sale, 'ann', [0, 1])), 'limit_reached')
  })

  test('adds up the quantities of an item that is listed twice', async () => {
    const sale = await merchantSale(ctx, goods)
    const placed = granted(await order(ctx, sale, 'ann', [0, 1], [0, 2]))
    assert.deepEqual(
      placed.items.map((line) => [line.id, line.quantity]),
      [[itemAt(sale, 0), 3]],
    )
  })

  test('that the step refuses fails with the reason, and its units return to the shelf', async () => {
    const sale = await merchantSale(ctx, goods)
    const { id } = granted(await order(ctx, sale, 'ann', [0, 2]))
    await decide(async () => ({ approved: false, reason: 'card_declined' }))
    const failed = granted(await readOrder(ctx, { id }))
    assert.deepEqual([failed.status, failed.reason, failed.poll_after_ms], ['failed', 'card_declined', null])
    await unitsBecome(sale, '0 + 0 + 21')
    const [event] = await ctx.db
      .select()
      .from(schema.outboxEvents)
      .where(and(eq(schema.outboxEvents.saleId, sale.id), eq(schema.outboxEvents.type, 'order.failed')))
    assert.deepEqual(event && Reflect.get(Object(event.data), 'reason'), 'card_declined')
    await agree(ctx)
  })

  test('is passed to the step once it is processing, with everything needed to charge for it', async () => {
    const sale = await merchantSale(ctx, goods)
    const { id } = granted(await order(ctx, sale, 'ann', [1, 2]))
    let seen: unknown
    await decide(async ({ signal: _, ...given }) => {
      seen = { ...given, status: await statusOf(id) }
      return { approved: true }
    })
    const lines = [{ itemId: itemAt(sale, 1), quantity: 2, price: 700 }]
    assert.deepEqual(seen, {
      id,
      saleId: sale.id,
      userId: 'ann',
      units: 2,
      total: 1_400,
      currency: 'EUR',
      lines,
      status: 'processing',
    })
  })

  test('of another buyer is not found', async () => {
    const sale = await merchantSale(ctx, goods)
    const { id } = granted(await order(ctx, sale, 'ann', [0, 1]))
    assert.equal(wordOf(await readOrder(ctx, { id, user_id: 'bob' })), 'order_not_found')
    assert.equal(wordOf(await readOrder(ctx, { id, user_id: 'ann' })), 'ok')
  })

  test('can be watched from queued to its final status', async () => {
    const sale = await merchantSale(ctx, goods)
    const { id } = granted(await order(ctx, sale, 'ann', [0, 1]))
    const seen: string[] = []
    for await (const outcome of watchOrder(ctx, { id, user_id: 'ann' }, new AbortController().signal)) {
      const { status } = granted<OrderDetailsView>(outcome)
      seen.push(status)
      if (status === 'queued') void decide()
    }
    assert.deepEqual([seen[0], seen.at(-1)], ['queued', 'confirmed'])
  })
})

describe('a worker', () => {
  test('that crashed leaves its claim to expire; another worker decides the order once', async () => {
    const sale = await merchantSale(ctx, goods)
    const { id } = granted(await order(ctx, sale, 'ann', [0, 2]))
    await decide(() => Promise.reject(new Crash('in the step')))
    assert.equal(await statusOf(id), 'processing')
    await decide(undefined, other)
    assert.equal(await statusOf(id), 'processing', 'no other worker takes it while the claim lasts')
    await abandon(id)
    await decide(undefined, other)
    assert.equal(await statusOf(id), 'confirmed')
    await unitsBecome(sale, '2 + 0 + 19')
  })

  test('that returns late does not overrule the worker that took over', async () => {
    const sale = await merchantSale(ctx, goods)
    const { id } = granted(await order(ctx, sale, 'ann', [0, 2]))
    await decide(async () => {
      await abandon(id)
      await decide(async () => ({ approved: false, reason: 'no' }), other)
      return { approved: true }
    })
    assert.equal(await statusOf(id), 'failed')
    await unitsBecome(sale, '0 + 0 + 21')
    await agree(ctx)
  })

  test('does not let slow orders delay others', async () => {
    const sale = await merchantSale(ctx, goods)
    const slow = granted(await order(ctx, sale, 'slow', [0, 1]))
    const step: OrderStep = ({ userId, signal }) =>
      userId === 'slow'
        ? new Promise((resolve) => signal.addEventListener('abort', () => resolve({ approved: true })))
        : Promise.resolve({ approved: true })
    const server = { ...ctx, orderStep: step }
    const deciding = { orders: 0 }
    await decideOrders(server, deciding)
    const quick = granted(await order(ctx, sale, 'quick', [0, 1]))
    await (await decideOrders(server, deciding)).done
    assert.deepEqual([await statusOf(slow.id), await statusOf(quick.id)], ['processing', 'confirmed'])
  })

  test('shares the orders with other workers: each is decided once', async () => {
    const sale = await merchantSale(ctx, [{ stock: 200, price: 5 }])
    const placed = await Promise.all(Array.from({ length: 120 }, (_, i) => order(ctx, sale, `buyer ${i}`, [0, 1])))
    const asked: string[] = []
    const step: OrderStep = async ({ id }) => {
      asked.push(id)
      return { approved: true }
    }
    await until('all are decided', async () => {
      await Promise.all([decide(step, ctx), decide(step, other)])
      return (
        (await ctx.db.$count(
          schema.orders,
          and(eq(schema.orders.saleId, sale.id), eq(schema.orders.status, 'confirmed')),
        )) === 120
      )
    })
    assert.deepEqual(asked.filter((id) => placed.some((order) => order.ok && order.value.id === id)).length, 120)
    await unitsBecome(sale, '120 + 0 + 80')
  })
})

describe('when a server crashes', () => {
  test('between take and commit, the units return to the shelf', async () => {
    const sale = await merchantSale(ctx, goods)
    await assert.rejects(order(crashingOn(ctx, 'before commit'), sale, 'ann', [0, 3]), Crash)
    assert.equal(await sweep(ctx), 1)
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 21')
  })

  for (const point of ['after commit', 'before notify'] as const) {
    test(`${point}, the order is committed and is decided`, async () => {
      const sale = await merchantSale(ctx, goods)
      await order(crashingOn(ctx, point), sale, 'ann', [0, 3]).catch((error) =>
        assert.equal(error instanceof Crash, true),
      )
      assert.equal(await sweep(ctx), 1)
      assert.equal(await unitsOf(ctx, sale), '0 + 3 + 18')
      await decide()
      await unitsBecome(sale, '3 + 0 + 18')
      await agree(ctx)
    })
  }

  test('a repeat under the same id finds its order, decided or not', async () => {
    const sale = await merchantSale(ctx, goods)
    const again = { ...ctx, requestId: '01900000-0000-7000-8000-0000000000a1' }
    const first = granted(await order(again, sale, 'ann', [0, 3]))
    assert.equal(granted(await order(again, sale, 'ann', [0, 3])).id, first.id)
    assert.equal(await unitsOf(ctx, sale), '0 + 3 + 18')
    await decide()
    assert.equal(granted(await order(again, sale, 'ann', [0, 3])).status, 'confirmed')
    await unitsBecome(sale, '3 + 0 + 18')
    await agree(ctx)
  })
})

describe('when Redis', () => {
  test('is unavailable, orders are placed and decided by the ledger alone', async () => {
    const sale = await merchantSale(ctx, goods)
    const { id } = granted(await order(withoutGate(ctx), sale, 'ann', [0, 3]))
    granted(await order(withoutGate(ctx), sale, 'bob', [0, 4]))
    assert.equal(wordOf(await order(withoutGate(ctx), sale, 'cy', [0, 4])), 'item_held')
    await reconcile(ctx, new Map())
    assert.equal(await unitsOf(ctx, sale), '0 + 7 + 14')
    await decide(async (one) => (one.id === id ? { approved: false, reason: 'no' } : { approved: true }))
    await unitsBecome(sale, '4 + 0 + 17')
    await agree(ctx)
  })

  test('is flushed while an order waits, the order is still decided', async () => {
    const sale = await merchantSale(ctx, goods)
    granted(await order(ctx, sale, 'ann', [0, 3]))
    await stage.redis.flushall()
    assert.equal(wordOf(await order(ctx, sale, 'bob', [0, 8])), 'item_held')
    await decide(async () => ({ approved: false, reason: 'no' }))
    await unitsBecome(sale, '0 + 0 + 21')
    await agree(ctx)
  })
})

test('the history of a buyer lists all orders, from purchases, holds and orders, in pages, newest first', async () => {
  const sale = await merchantSale(ctx, goods)
  await buy(ctx, await codeFor(ctx, sale, 'collector', 0))
  const hold = await holdOf(ctx, sale, 'collector', 1)
  await confirmHold(ctx, { id: hold.id })
  const placed = granted(await order(ctx, sale, 'collector', [1, 2]))
  const list = async (more: object) => granted(await listOrders(ctx, { user_id: 'collector', ...more }))
  const { orders } = await list({})
  assert.deepEqual(
    orders.map(({ id, status, units }) => [id, status, units]),
    [
      [placed.id, 'queued', 2],
      [hold.id, 'confirmed', 1],
      [orders[2]?.id, 'confirmed', 1],
    ],
  )
  const first = await list({ limit: 2 })
  assert.equal(first.next_cursor, hold.id)
  assert.deepEqual((await list({ limit: 2, cursor: first.next_cursor })).orders, orders.slice(2))
  assert.deepEqual((await list({ offset: 2 })).orders, orders.slice(2))
})

test('an order with items of two sales, or with an unknown item, is refused', async () => {
  const [one, two] = [await merchantSale(ctx, goods), await merchantSale(ctx, goods)]
  const ask = (...ids: number[]) => placeOrder(ctx, { user_id: 'ann', items: ids.map((id) => ({ id })) })
  assert.equal(wordOf(await ask(itemAt(one, 0), itemAt(two, 0))), 'invalid_request')
  assert.equal(wordOf(await ask(itemAt(one, 0), itemAt(one, 99))), 'item_not_found')
})

for (const quantity of [0, -1, 1.5, 1_000_001, '1e3', null, [1]]) {
  test(`a quantity of ${JSON.stringify(quantity)} is refused with the field name, and nothing is held`, async () => {
    const refused = await placeOrder(ctx, { user_id: 'ann', items: [{ id: 1, quantity }] })
    assert.equal(wordOf(refused), 'invalid_request')
    assert.equal(!refused.ok && refused.errors?.[0]?.pointer, '#/items/0/quantity')
  })
}
