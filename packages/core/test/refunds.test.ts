/** Refunds and cancellations: each unit is returned once, its money goes back once, and the books stay exact. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { OrderView } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  advancePayments,
  type Context,
  cancelOrder,
  closeSale,
  closeSoldOut,
  readItem,
  readMoney,
  readOrder,
  readPace,
  reconcileMoney,
  refundOrder,
  searchOrders,
  withdrawItem,
} from '../src/operations/index.ts'
import { Crash, crashAfter, crashBefore, crashingBeforeStatement, fails, withFaults, withoutGate } from './faults.ts'
import { agree, granted, itemAt, merchantSale, order, unitsOf, wordOf } from './held-shop.ts'
import { act, makeDue, PLAY_MONEY, paidSale, passDeadline, reserve, settleAll, standing } from './paid-sale.ts'
import { auditOf, buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const { orderLines, orders, outboxEvents, refunds, returnedLines, testPayments, testRefunds } = schema

let stage: Stage
let ctx: Context
let other: Context
/** A shop whose buyers can cancel for an hour. */
let lenient: Context
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  ctx = await stage.anotherServer({}, { payments: PLAY_MONEY })
  other = await stage.anotherServer({}, { payments: PLAY_MONEY })
  lenient = await stage.anotherServer({ cancelMs: 3_600_000 }, { payments: PLAY_MONEY })
})
after(() => stage.stop())

const reason = 'Arrived damaged'

/** An order that is confirmed and captured. */
async function paid(sale: Sale, userId: string, ...positions: number[]): Promise<OrderView> {
  const unpaid = await reserve(ctx, sale, userId, ...positions)
  granted(await act(ctx, unpaid, 'approve'))
  await settleAll(ctx)
  assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
  return unpaid
}

/** What the provider has given back, and in how many refunds. */
async function givenBack({ id }: Pick<OrderView, 'id'>): Promise<string> {
  const [money] = await ctx.db.select().from(testPayments).where(eq(testPayments.orderId, id))
  return `${money?.refunded} in ${await ctx.db.$count(testRefunds, eq(testRefunds.orderId, id))}`
}

/** The numbers of an item's sold units, with their buyers. */
async function numbersOf(sale: Sale, position: number): Promise<string[]> {
  const sold = await ctx.db
    .select({ no: orderLines.unitNo, userId: orders.userId })
    .from(orderLines)
    .innerJoin(orders, and(eq(orders.saleId, orderLines.saleId), eq(orders.id, orderLines.orderId)))
    .where(and(eq(orderLines.saleId, sale.id), eq(orderLines.itemId, itemAt(sale, position))))
    .orderBy(asc(orderLines.unitNo))
  return sold.map(({ no, userId }) => `${no} ${userId}`)
}

const eventsOf = async ({ id }: Pick<OrderView, 'id'>): Promise<string[]> => {
  const mine = and(eq(outboxEvents.subject, id), inArray(outboxEvents.type, ['order.refunded', 'order.canceled']))
  const found = await ctx.db.select().from(outboxEvents).where(mine).orderBy(outboxEvents.id)
  return found.map(({ type, data }) => `${type} ${(data as { units: number }).units}`)
}

describe('a refund', () => {
  test('returns all units and all money, and the units can be bought again', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    const refunded = granted(await refundOrder(ctx, { id: bought.id, reason }))
    assert.deepEqual([refunded.status, refunded.units, refunded.total.amount], ['refunded', 2, 3_000])
    const [refund] = refunded.refunds
    assert.deepEqual(
      [refund?.by, refund?.reason, refund?.amount.amount, refund?.status, refund?.restocked],
      ['operator', reason, 3_000, 'pending', true],
    )
    assert.deepEqual(
      refund?.items,
      [0, 1].map((at) => ({ id: itemAt(sale, at), quantity: 1 })),
    )
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
    assert.equal((await auditOf(ctx, sale)).units.returned, 2)

    await settleAll(ctx)
    assert.equal(await standing(ctx, bought), 'refunded, captured, refunded')
    assert.equal(await givenBack(bought), '3000 in 1')
    const now = granted(await readOrder(ctx, { id: bought.id }))
    assert.deepEqual([now.refunds[0]?.status, now.items.length], ['done', 2])
    assert.ok(now.changed_at > refunded.changed_at)
    assert.deepEqual(await eventsOf(bought), ['order.refunded 2'])
    await paid(sale, 'ben', 0, 1)
    assert.equal(await unitsOf(ctx, sale), '2 + 0 + 6')
    await agree(ctx)
  })

  test('of some items leaves the others, until they are refunded as well', async () => {
    const sale = await paidSale(ctx)
    const unpaid = granted(await order(ctx, sale, 'ann', [0, 2], [1, 1]))
    granted(await act(ctx, unpaid, 'approve'))
    await settleAll(ctx)
    const items = [{ id: itemAt(sale, 0), quantity: 1 }]
    const partly = granted(await refundOrder(ctx, { id: unpaid.id, items, reason }))
    assert.equal(partly.status, 'partly_refunded')
    assert.deepEqual(
      partly.items.map(({ quantity }) => quantity),
      [2, 1],
      'what was bought stays in the order',
    )
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'partly_refunded, captured, captured')
    assert.equal(await givenBack(unpaid), '1500 in 1')
    assert.equal(await unitsOf(ctx, sale), '2 + 0 + 6')

    granted(await refundOrder(ctx, { id: unpaid.id, reason }))
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'refunded, captured, refunded')
    assert.equal(await givenBack(unpaid), '4500 in 2')
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
    await agree(ctx)
  })

  test('gives the buyer’s limit back, of the sale and of the item', async () => {
    const sale = await paidSale(ctx, { items: [{ stock: 9, price: 100, buyer_limit: 1 }], buyer_limit: 1 })
    const bought = await paid(sale, 'ann')
    assert.equal(wordOf(await order(ctx, sale, 'ann', [0, 1])), 'limit_reached')
    granted(await refundOrder(ctx, { id: bought.id, reason }))
    await paid(sale, 'ann')
    await agree(ctx)
  })

  test('without restocking takes the units out of the stock', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann')
    const refunded = granted(await refundOrder(ctx, { id: bought.id, restock: false, reason }))
    assert.equal(refunded.refunds[0]?.restocked, false)
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 7')
    await reserve(ctx, sale, 'ben')
    assert.equal(wordOf(await order(ctx, sale, 'cleo', [0, 1])), 'item_held')
    await agree(ctx)
  })

  test('of a withdrawn item puts nothing on sale', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann')
    granted(await withdrawItem(ctx, { id: itemAt(sale, 0) }))
    granted(await refundOrder(ctx, { id: bought.id, reason }))
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 6')
    await agree(ctx)
  })

  test('lets the last units take the free numbers, so that numbers have no gaps', async () => {
    const sale = await paidSale(ctx, { items: [{ stock: 5, price: 100 }] })
    const bought = new Map<string, OrderView>()
    for (const name of ['ann', 'ben', 'cleo', 'dan']) bought.set(name, await paid(sale, name))
    granted(await refundOrder(ctx, { id: bought.get('ben')?.id, reason }))
    assert.deepEqual(await numbersOf(sale, 0), ['1 ann', '2 dan', '3 cleo'])
    granted(await refundOrder(ctx, { id: bought.get('cleo')?.id, reason }))
    assert.deepEqual(await numbersOf(sale, 0), ['1 ann', '2 dan'])
    await paid(sale, 'eve')
    assert.deepEqual(await numbersOf(sale, 0), ['1 ann', '2 dan', '3 eve'])
    const numbers = await ctx.db.select().from(returnedLines).where(eq(returnedLines.saleId, sale.id))
    assert.deepEqual(numbers.map(({ unitNo }) => unitNo).sort(), [2, 3])
  })

  test('ends “sold out”', async () => {
    const sale = await paidSale(ctx, { items: [{ stock: 1, price: 100 }] })
    const bought = await paid(sale, 'ann')
    await closeSoldOut(ctx)
    assert.equal(wordOf(await order(ctx, sale, 'ben', [0, 1])), 'sold_out')
    granted(await refundOrder(ctx, { id: bought.id, reason }))
    await paid(sale, 'ben')
    await agree(ctx)
  })

  test('of a sale that is over changes its books, and nothing can be bought', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann')
    granted(await closeSale(ctx, { id: sale.id }))
    granted(await refundOrder(ctx, { id: bought.id, reason }))
    await settleAll(ctx)
    assert.equal(await standing(ctx, bought), 'refunded, captured, refunded')
    const { units, promises } = await auditOf(ctx, sale)
    assert.deepEqual([units.sold, units.returned, promises.conserved], [0, 1, true])
    assert.equal(wordOf(await order(ctx, sale, 'ben', [0, 1])), 'sale_closed')
  })

  test('in a sale that takes no payment returns the units alone', async () => {
    const sale = await merchantSale(ctx, [{ stock: 2, price: 700 }])
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    const [bought] = await ctx.db.select().from(orders).where(eq(orders.saleId, sale.id))
    const refunded = granted(await refundOrder(ctx, { id: bought?.id, reason }))
    assert.deepEqual([refunded.status, refunded.refunds[0]?.status], ['refunded', 'void'])
    assert.equal(granted(await readMoney(ctx, { id: sale.id })).refunded, 0)
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 2')
    await agree(ctx)
  })

  test('works without a gate', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann')
    granted(await refundOrder(withoutGate(ctx), { id: bought.id, reason }))
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
  })

  test('is seen wherever orders are: by item, in the pace of the sale', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann')
    await paid(sale, 'ben', 1)
    granted(await refundOrder(ctx, { id: bought.id, reason }))
    const found = granted(await searchOrders(ctx, { item_id: itemAt(sale, 0) }))
    assert.deepEqual(
      found.orders.map(({ id, status }) => [id, status]),
      [[bought.id, 'refunded']],
    )
    const { minutes } = granted(await readPace(ctx, { id: sale.id }))
    assert.equal(
      minutes.reduce((sum, units) => sum + units, 0),
      1,
    )
    const { state } = granted(await readItem(ctx, { id: itemAt(sale, 0) }))
    assert.equal(state, 'available')
  })
})

describe('a refund is refused', () => {
  test('for more units than the order has left, by name', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    const pointerOf = async (...items: object[]) => {
      const refused = await refundOrder(ctx, { id: bought.id, items, reason })
      return refused.ok ? 'ok' : refused.errors?.[0]?.pointer
    }
    const [one, two, three] = [0, 1, 2].map((at) => itemAt(sale, at))
    assert.equal(await pointerOf({ id: one, quantity: 2 }), '#/items/0/quantity')
    assert.equal(await pointerOf({ id: two, quantity: 1 }, { id: three, quantity: 1 }), '#/items/1/id')
    assert.equal(await pointerOf({ id: one, quantity: 1 }, { id: one, quantity: 1 }), '#/items')
    assert.equal(await pointerOf(), '#/items')
    assert.equal(await pointerOf({ id: one, quantity: 0 }), '#/items/0/quantity')
    assert.equal(await unitsOf(ctx, sale), '2 + 0 + 6')
    granted(await refundOrder(ctx, { id: bought.id, items: [{ id: one, quantity: 1 }], reason }))
    assert.equal(await pointerOf({ id: one, quantity: 1 }), '#/items/0/id', 'it is returned already')
  })

  test('without a reason', async () => {
    const bought = await paid(await paidSale(ctx), 'ann')
    for (const given of [undefined, '', '  ', 'a\u0000', 7]) {
      const refused = await refundOrder(ctx, { id: bought.id, reason: given })
      assert.equal(!refused.ok && refused.errors?.[0]?.pointer, '#/reason', String(given))
    }
  })

  test('unless the order is confirmed', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    assert.equal(wordOf(await refundOrder(ctx, { id: unpaid.id, reason })), 'order_not_refundable')
    granted(await act(ctx, unpaid, 'decline'))
    await settleAll(ctx)
    assert.equal(wordOf(await refundOrder(ctx, { id: unpaid.id, reason })), 'order_not_refundable')
    assert.equal(wordOf(await refundOrder(ctx, { id: randomUUID(), reason })), 'order_not_found')
  })
})

describe('of several refunds of the same units', () => {
  test('one is done, and the others are refused', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    const answers = await Promise.all([ctx, other, ctx, other].map((at) => refundOrder(at, { id: bought.id, reason })))
    assert.deepEqual(answers.map(wordOf).sort(), ['ok', ...Array(3).fill('order_not_refundable')])
    await Promise.all([advancePayments(ctx), advancePayments(other)])
    await settleAll(ctx)
    assert.equal(await givenBack(bought), '3000 in 1')
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
    await agree(ctx)
  })

  test('a repeated request is one', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    const [requestId, items] = [randomUUID(), [{ id: itemAt(sale, 0), quantity: 1 }]]
    for (const server of [ctx, other, ctx])
      granted(await refundOrder({ ...server, requestId }, { id: bought.id, items, reason }))
    await settleAll(ctx)
    assert.equal(await givenBack(bought), '1500 in 1')
    assert.equal(await unitsOf(ctx, sale), '1 + 0 + 7')
    assert.deepEqual(await eventsOf(bought), ['order.refunded 1'])
  })
})

describe('money', () => {
  test('that is not captured yet is captured, then given back', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    granted(await act(ctx, unpaid, 'approve'))
    const away = withFaults(ctx, { payments: { capture: fails(new Error('503')) } })
    await advancePayments(away)
    assert.equal(await standing(ctx, unpaid), 'confirmed, capture, authorized')
    granted(await refundOrder(ctx, { id: unpaid.id, reason }))
    await makeDue(ctx, unpaid)
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'refunded, captured, refunded')
  })

  for (const [what, positions] of [
    ['all of it', [0, 1]],
    ['a part of it', [0]],
  ] as const)
    test(`of an order is captured, and ${what} given back, if its server was killed right after it had sold the units`, async () => {
      const sale = await paidSale(ctx)
      const unpaid = await reserve(ctx, sale, 'ann', 0, 1)
      granted(await act(ctx, unpaid, 'approve'))
      await advancePayments(withFaults(ctx, { ledger: { endHeld: crashAfter } }))
      const items = positions.map((at) => ({ id: itemAt(sale, at), quantity: 1 }))
      granted(await refundOrder(ctx, { id: unpaid.id, items, reason }))
      await makeDue(ctx, unpaid)
      await settleAll(other)
      assert.equal(await givenBack(unpaid), `${1_500 * items.length} in 1`)
      const end = items.length === 2 ? 'refunded, captured, refunded' : 'partly_refunded, captured, captured'
      assert.equal(await standing(ctx, unpaid), end)
    })

  test('that the provider never had is not owed', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    granted(await act(ctx, unpaid, 'approve'))
    const lost = withFaults(ctx, { payments: { capture: () => async () => ({ status: 'canceled' }) } })
    await settleAll(lost)
    granted(await refundOrder(ctx, { id: unpaid.id, reason }))
    await settleAll(ctx)
    const [refund] = await ctx.db.select().from(refunds).where(eq(refunds.orderId, unpaid.id))
    assert.equal(refund?.status, 'void')
    assert.equal(await givenBack(unpaid), '0 in 0')
  })

  for (const [when, fault] of [
    ['before', crashBefore],
    ['after', crashAfter],
  ] as const) {
    test(`is given back once if a server crashes ${when} the provider’s refund`, async () => {
      const bought = await paid(await paidSale(ctx), 'ann', 0, 1)
      granted(await refundOrder(ctx, { id: bought.id, reason }))
      await advancePayments(withFaults(ctx, { payments: { refund: fault } }))
      await makeDue(ctx, bought)
      await settleAll(other)
      assert.equal(await standing(ctx, bought), 'refunded, captured, refunded')
      assert.equal(await givenBack(bought), '3000 in 1')
    })
  }

  test('of an order refunded during a step is given back right after it', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    granted(await act(ctx, unpaid, 'approve'))
    await advancePayments(ctx)
    const during = withFaults(ctx, {
      payments: {
        capture:
          (call) =>
          async (...args) => {
            granted(await refundOrder(ctx, { id: unpaid.id, reason }))
            return call(...args)
          },
      },
    })
    await makeDue(ctx, unpaid)
    await advancePayments(during)
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'refunded, captured, refunded')
  })
})

test('a crash anywhere in a refund leaves all of it or nothing', async () => {
  const sale = await paidSale(ctx)
  const bought = await paid(sale, 'ann', 0, 1)
  let crashes = 0
  for (let nth = 1; ; nth++) {
    try {
      granted(await refundOrder(crashingBeforeStatement(ctx, nth), { id: bought.id, reason }))
      break
    } catch (error) {
      assert.ok(error instanceof Crash, String(error))
      crashes = nth
      assert.equal(await unitsOf(ctx, sale), '2 + 0 + 6', `before statement ${nth}`)
    }
  }
  assert.ok(crashes > 10)
  assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
  await agree(ctx)
})

describe('a buyer who cancels an order that awaits its payment', () => {
  test('ends the payment and returns the units at once', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann', 0, 1)
    const shown = granted(await readOrder(ctx, { id: unpaid.id }))
    assert.equal(shown.cancel_until, shown.pay_by)
    const canceled = granted(await cancelOrder(ctx, { id: unpaid.id, user_id: 'ann' }))
    assert.deepEqual([canceled.status, canceled.cancel_until], ['canceled', null])
    assert.equal(await standing(ctx, unpaid), 'canceled, canceled, canceled')
    await until('the units are back', async () => (await unitsOf(ctx, sale).catch(() => '')) === '0 + 0 + 8')
    assert.equal(wordOf(await act(ctx, unpaid, 'approve')), 'payment_ended')
    assert.equal(granted(await cancelOrder(ctx, { id: unpaid.id })).status, 'canceled', 'again')
    await agree(ctx)
  })

  test('has the order if the payment was made before', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    granted(await act(ctx, unpaid, 'approve_silently'))
    assert.equal(granted(await cancelOrder(ctx, { id: unpaid.id })).status, 'confirmed')
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
    await agree(ctx)
  })

  test('gets money back that arrives later', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    granted(await cancelOrder(ctx, { id: unpaid.id }))
    granted(await act(ctx, unpaid, 'approve_late'))
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'canceled, released, canceled')
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
  })

  test('waits while the provider is away, and then it is canceled', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    const down = fails(new Error('503'))
    const away = withFaults(ctx, { payments: { read: down, expire: down } })
    assert.equal(granted(await cancelOrder(away, { id: unpaid.id })).status, 'awaiting_payment')
    await makeDue(ctx, unpaid)
    await settleAll(other)
    assert.equal(await standing(ctx, unpaid), 'canceled, canceled, canceled')
  })

  test('before the payment is created needs no provider', async () => {
    const sale = await paidSale(ctx)
    const down = fails(new Error('503'))
    const unpaid = await reserve(withFaults(ctx, { payments: { create: down } }), sale, 'ann')
    await makeDue(ctx, unpaid)
    assert.equal(granted(await cancelOrder(ctx, { id: unpaid.id })).status, 'canceled')
    assert.equal(await standing(ctx, unpaid), 'canceled, canceled, none')
  })

  test('after the deadline finds it expired', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    await passDeadline(ctx, unpaid)
    await settleAll(ctx)
    assert.equal(wordOf(await cancelOrder(ctx, { id: unpaid.id })), 'order_not_cancelable')
  })

  for (const [when, fault] of [
    ['before', crashBefore],
    ['after', crashAfter],
  ] as const) {
    for (const [store, faults] of [
      ['the provider ends the payment', { payments: { expire: fault } }],
      ['the ledger returns the units', { ledger: { endHeld: fault } }],
    ] as const) {
      test(`is served by another server if one crashes ${when} ${store}`, async () => {
        const sale = await paidSale(ctx)
        const unpaid = await reserve(ctx, sale, 'ann')
        granted(await cancelOrder(withFaults(ctx, faults), { id: unpaid.id }))
        await makeDue(ctx, unpaid)
        await settleAll(other)
        assert.equal(await standing(ctx, unpaid), 'canceled, canceled, canceled')
        await until('the units are back', async () => (await unitsOf(ctx, sale).catch(() => '')) === '0 + 0 + 8')
        await agree(ctx)
      })
    }
  }
})

describe('a buyer who cancels a confirmed order', () => {
  test('cannot, unless the shop has a cancellation window', async () => {
    const bought = await paid(await paidSale(ctx), 'ann')
    assert.equal(granted(await readOrder(ctx, { id: bought.id })).cancel_until, null)
    assert.equal(wordOf(await cancelOrder(ctx, { id: bought.id })), 'order_not_cancelable')
  })

  test('gets the money back, and the units return', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    assert.ok(granted(await readOrder(lenient, { id: bought.id })).cancel_until)
    const canceled = granted(await cancelOrder(lenient, { id: bought.id, user_id: 'ann' }))
    assert.deepEqual([canceled.status, canceled.refunds[0]?.by], ['canceled', 'buyer'])
    await settleAll(ctx)
    assert.equal(await standing(ctx, bought), 'canceled, captured, refunded')
    assert.equal(granted(await cancelOrder(lenient, { id: bought.id })).status, 'canceled', 'again')
    assert.equal(await givenBack(bought), '3000 in 1')
    assert.deepEqual(await eventsOf(bought), ['order.canceled 2'])
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
    await agree(ctx)
  })

  test('cannot after the window', async () => {
    const bought = await paid(await paidSale(ctx), 'ann')
    const earlier = { changedAt: sql`now() - interval '61 minutes'` }
    await ctx.db.update(orders).set(earlier).where(eq(orders.id, bought.id))
    assert.equal(wordOf(await cancelOrder(lenient, { id: bought.id })), 'order_not_cancelable')
  })

  test('cancels the rest of one that was refunded in part', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    granted(await refundOrder(ctx, { id: bought.id, items: [{ id: itemAt(sale, 0), quantity: 1 }], reason }))
    assert.equal(granted(await cancelOrder(lenient, { id: bought.id })).status, 'canceled')
    await settleAll(ctx)
    assert.equal(await givenBack(bought), '3000 in 2')
  })

  test('several times at once cancels it once', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    const answers = await Promise.all([1, 2, 3, 4].map(() => cancelOrder(lenient, { id: bought.id })))
    assert.deepEqual(answers.map(wordOf), ['ok', 'ok', 'ok', 'ok'])
    await settleAll(ctx)
    assert.equal(await givenBack(bought), '3000 in 1')
  })

  test('while an operator refunds it gets one of the two', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann', 0, 1)
    await Promise.all([cancelOrder(lenient, { id: bought.id }), refundOrder(other, { id: bought.id, reason })])
    await settleAll(ctx)
    assert.equal(await givenBack(bought), '3000 in 1')
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 8')
  })

  test('of somebody else finds no order', async () => {
    const bought = await paid(await paidSale(ctx), 'ann')
    assert.equal(wordOf(await cancelOrder(lenient, { id: bought.id, user_id: 'ben' })), 'order_not_found')
    assert.equal(wordOf(await cancelOrder(lenient, { id: randomUUID() })), 'order_not_found')
  })
})

describe('the money of a sale', () => {
  test('adds up to what the provider has taken and given back', async () => {
    const sale = await paidSale(ctx, { items: [{ stock: 9, price: 1_000 }] })
    const [kept, partly] = [await paid(sale, 'ann'), granted(await order(ctx, sale, 'ben', [0, 3]))]
    granted(await act(ctx, partly, 'approve'))
    await settleAll(ctx)
    granted(await refundOrder(ctx, { id: partly.id, items: [{ id: itemAt(sale, 0), quantity: 2 }], reason }))
    await settleAll(ctx)
    await act(ctx, await reserve(ctx, sale, 'cleo'), 'decline')
    await settleAll(ctx)
    granted(await cancelOrder(ctx, { id: (await reserve(ctx, sale, 'dan')).id }))
    await reserve(ctx, sale, 'eve')

    const money = granted(await readMoney(ctx, { id: sale.id }))
    assert.deepEqual(Object.fromEntries(money.orders.map(({ status, total }) => [status, total])), {
      awaiting_payment: 1_000,
      canceled: 1_000,
      confirmed: 1_000,
      failed: 1_000,
      partly_refunded: 3_000,
    })
    assert.deepEqual([money.captured, money.to_capture, money.refunded, money.to_refund], [4_000, 0, 2_000, 0])
    const report = granted(await reconcileMoney(ctx, { id: sale.id }))
    assert.deepEqual(report.ledger, { captured: 4_000, refunded: 2_000 })
    assert.deepEqual(report.provider, report.ledger)
    assert.deepEqual([report.payments, report.in_progress, report.differences], [5, 1, []])

    const secretly = { status: 'refunded' as const, refunded: 1_000 }
    await ctx.db.update(testPayments).set(secretly).where(eq(testPayments.orderId, kept.id))
    const { differences } = granted(await reconcileMoney(ctx, { id: sale.id }))
    assert.deepEqual(
      differences.map(({ order_id, found }) => [order_id, found]),
      [[kept.id, 'refunded: 1000 captured, 1000 refunded']],
    )
  })

  test('of a refund that is on its way is not compared yet', async () => {
    const sale = await paidSale(ctx)
    const bought = await paid(sale, 'ann')
    granted(await refundOrder(ctx, { id: bought.id, reason }))
    assert.equal(granted(await readMoney(ctx, { id: sale.id })).to_refund, 1_500)
    const report = granted(await reconcileMoney(ctx, { id: sale.id }))
    assert.deepEqual([report.in_progress, report.differences], [1, []])
    await settleAll(ctx)
  })
})

test('canceling while paying ends in one of the two, with money equal to units', async () => {
  const sale = await paidSale(ctx, { items: [{ stock: 24, price: 100 }] })
  const unpaid = await Promise.all(Array.from({ length: 24 }, (_, at) => reserve(ctx, sale, `buyer ${at}`)))
  await Promise.all(
    unpaid.map((each, at) =>
      Promise.all([act(ctx, each, 'approve'), cancelOrder(at % 2 ? ctx : other, { id: each.id })]),
    ),
  )
  await settleAll(ctx)
  const ends = new Set<string>()
  let confirmed = 0
  for (const each of unpaid) {
    const end = await standing(ctx, each)
    ends.add(end)
    if (end === 'confirmed, captured, captured') confirmed++
    else assert.ok(['canceled, canceled, canceled', 'canceled, released, canceled'].includes(end), end)
  }
  assert.equal(await unitsOf(ctx, sale), `${confirmed} + 0 + ${24 - confirmed}`)
  await agree(ctx)
})
