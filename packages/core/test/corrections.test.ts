/** Corrections of merchants' items while they sell: stock, prices, withdrawal. The books stay exact, and nobody pays a price they did not see. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { and, eq, like } from 'drizzle-orm'
import type { Sale } from '../src/ledger/index.ts'
import {
  type Context,
  cancelHold,
  checkout,
  closeSale,
  closeSoldOut,
  confirmHold,
  correctItem,
  createHold,
  decideOrders,
  duplicateSale,
  expireHolds,
  listItems,
  listOfferedItems,
  openMerchantSale,
  placeOrder,
  purchase,
  readItem,
  readSale,
  withdrawItem,
} from '../src/operations/index.ts'
import { withoutGate } from './faults.ts'
import { agree, granted, holdOf, itemAt, merchantSale, order, unitsOf, wordOf } from './held-shop.ts'
import { buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
let ctx: Context
before(async () => {
  stage = await createStage()
  ctx = stage.ctx
})
after(async () => {
  await stage.stop()
})

const coat = (more: object = {}) => ({ name: 'Coat', stock: 5, price: 1_000, ...more })
const correct = (sale: Sale, changes: object, position = 0) =>
  correctItem(ctx, { id: itemAt(sale, position), ...changes })
const withdraw = (sale: Sale, position = 0) => withdrawItem(ctx, { id: itemAt(sale, position) })

const eventsOf = async (sale: Sale): Promise<string[]> => {
  const { outboxEvents } = schema
  const rows = await ctx.db
    .select({ type: outboxEvents.type, data: outboxEvents.data })
    .from(outboxEvents)
    .where(and(eq(outboxEvents.saleId, sale.id), like(outboxEvents.type, 'item.%')))
    .orderBy(outboxEvents.id)
  return rows.map(
    ({ type, data }) => `${type} ${(data as { stock: number }).stock} at ${(data as { price: number }).price}`,
  )
}

describe('the stock of an item', () => {
  test('can be raised and lowered, in gate and ledger, with an event each', async () => {
    const sale = await merchantSale(ctx, [coat()])
    granted(await correct(sale, { stock: 9 }))
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 9')
    granted(await correct(sale, { stock: 2, price: 900 }))
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 2')
    assert.deepEqual(await eventsOf(sale), ['item.corrected 9 at 1000', 'item.corrected 2 at 900'])
    await agree(ctx)
  })

  test('never falls below what is sold and held', async () => {
    const sale = await merchantSale(ctx, [coat()])
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    await holdOf(ctx, sale, 'bob', 0)
    granted(await order(ctx, sale, 'cid', [0, 2]))
    const refused = await correct(sale, { stock: 3 })
    assert.equal(!refused.ok && refused.errors?.[0]?.pointer, '#/stock')
    assert.match(!refused.ok ? (refused.detail ?? '') : '', /at least 4: 1 are sold and 3 reserved/)
    granted(await correct(sale, { stock: 4 }))
    assert.equal(await unitsOf(ctx, sale), '1 + 3 + 0')
    assert.equal(wordOf(await createHold(ctx, { user_id: 'dan', item_id: itemAt(sale, 0) })), 'item_held')
  })

  test('that is raised ends "sold out", and all of it sells', async () => {
    const sale = await merchantSale(ctx, [coat({ stock: 1 })])
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    await closeSoldOut(ctx)
    assert.equal(granted(await readSale(ctx, { id: sale.id })).status, 'sold_out')
    granted(await correct(sale, { stock: 2 }))
    assert.equal(granted(await readSale(ctx, { id: sale.id })).status, 'open')
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 0)), 'sold 1')
    await closeSoldOut(ctx)
    assert.equal(granted(await readSale(ctx, { id: sale.id })).status, 'sold_out')
  })

  test('stays exact while buyers, other servers and corrections meet', async () => {
    const sale = await merchantSale(ctx, [coat({ stock: 40 }), coat({ stock: 40 })], { buyer_limit: 3 })
    const other = await stage.anotherServer()
    let corrections = 0
    const shoppers = Array.from({ length: 30 }, async (_, i) => {
      const server = i % 2 === 0 ? ctx : other
      for (const round of [1, 2, 3]) {
        const user_id = `crowd-${i}`
        const made = await checkout(server, { user_id, id: [itemAt(sale, round % 2)] })
        if (made.ok) await purchase(server, { code: made.value.code })
        if (round === 2) {
          const hold = await createHold(server, { user_id, item_id: itemAt(sale, 1) })
          if (hold.ok && i % 3 > 0) {
            const end = i % 3 === 1 ? confirmHold : cancelHold
            await end(server, { id: hold.value.reservation.id, user_id })
          }
        }
      }
    })
    const merchant = (async () => {
      for (const stock of [35, 50, 30, 60, 45, 41, 70]) {
        const outcome = await correctItem(other, { id: itemAt(sale, 0), stock, price: 1_000 + stock })
        if (outcome.ok) corrections++
      }
      granted(await withdrawItem(ctx, { id: itemAt(sale, 1) }))
    })()
    await Promise.all([...shoppers, merchant])
    assert.ok(corrections > 0)
    await agree(ctx)
    const [sold, held, free] = (await unitsOf(ctx, sale)).split(' + ').map(Number)
    const { items } = granted(await listOfferedItems(ctx, { id: sale.id }))
    assert.equal(
      (sold ?? 0) + (held ?? 0) + (free ?? 0),
      items.reduce((sum, { stock }) => sum + stock, 0),
    )
    assert.equal(items[1]?.stock, (items[1]?.sold ?? 0) + (items[1]?.held ?? 0))
  })
})

describe('the price of an item', () => {
  for (const [way, server] of [
    ['with the gate', () => ctx],
    ['after Redis lost everything', async () => stage.redis.flushall().then(() => ctx)],
    ['without the gate', () => withoutGate(ctx)],
  ] as const)
    test(`that changed after the checkout is refused at the purchase, ${way}`, async () => {
      const sale = await merchantSale(ctx, [coat(), coat()])
      const code = await codeFor(ctx, sale, 'ann', 0)
      granted(await correct(sale, { price: 1_200 }))
      const at = await server()
      const refused = await purchase(at, { code })
      assert.equal(wordOf(refused), 'price_changed')
      assert.deepEqual(!refused.ok && refused.extra?.failed_items, [{ id: itemAt(sale, 0), code: 'price_changed' }])
      const again = granted(await checkout(at, { user_id: 'ann', id: [itemAt(sale, 0)] }))
      assert.equal(again.items[0]?.price.amount, 1_200)
      assert.equal(granted(await purchase(at, { code: again.code })).order.total.amount, 1_200)
      await agree(ctx)
    })

  test('that changed and changed back is paid', async () => {
    const sale = await merchantSale(ctx, [coat()])
    const code = await codeFor(ctx, sale, 'ann', 0)
    granted(await correct(sale, { price: 1_200 }))
    granted(await correct(sale, { price: 1_000 }))
    assert.equal(granted(await purchase(ctx, { code })).order.total.amount, 1_000)
  })

  test('that changed for one of two items leaves the other to be bought at the price shown', async () => {
    const sale = await merchantSale(ctx, [coat(), coat({ price: 500 })])
    const code = await codeFor(ctx, sale, 'ann', 0, 1)
    granted(await correct(sale, { price: 1_200 }))
    const { purchased_items, failed_items, order } = granted(await purchase(ctx, { code }))
    assert.deepEqual([purchased_items.map(({ id }) => id), order.total.amount], [[itemAt(sale, 1)], 500])
    assert.deepEqual(failed_items, [{ id: itemAt(sale, 0), code: 'price_changed' }])
    await agree(ctx)
    assert.equal(await unitsOf(ctx, sale), '1 + 0 + 9')
  })

  test('that another server changed is shown by the next checkout at this one', async () => {
    const other = await stage.anotherServer()
    const sale = await merchantSale(ctx, [coat()])
    await other.sales.refresh(sale.id)
    granted(await correct(sale, { price: 700 }))
    const made = granted(await checkout(other, { user_id: 'ann', id: [itemAt(sale, 0)] }))
    assert.equal(made.items[0]?.price.amount, 700)
    assert.equal(granted(await purchase(other, { code: made.code })).order.total.amount, 700)
  })

  test('of a hold stays the one at which it was made', async () => {
    const sale = await merchantSale(ctx, [coat()])
    const hold = await holdOf(ctx, sale, 'ann', 0)
    granted(await correct(sale, { price: 5_000 }))
    const { order, reservation } = granted(await confirmHold(ctx, { id: hold.id, user_id: 'ann' }))
    assert.deepEqual([order.total.amount, reservation.item.price.amount], [1_000, 1_000])
  })

  test('that a hold or an order names must be the current one', async () => {
    const sale = await merchantSale(ctx, [coat()])
    const [item_id, user_id] = [itemAt(sale, 0), 'ann']
    assert.equal(wordOf(await createHold(ctx, { user_id, item_id, price: 999 })), 'price_changed')
    const items = [{ id: item_id, quantity: 2, price: 999 }]
    assert.equal(wordOf(await placeOrder(ctx, { user_id, items })), 'price_changed')
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 5')
    assert.equal(wordOf(await createHold(ctx, { user_id, item_id, price: 1_000 })), 'ok')
    assert.equal(wordOf(await placeOrder(ctx, { user_id, items: [{ ...items[0], price: 1_000 }] })), 'ok')
    await agree(ctx)
  })

  test('never exceeds the list price', async () => {
    const sale = await merchantSale(ctx, [coat({ list_price: 1_100 })])
    const pointerOf = async (changes: object) => {
      const outcome = await correct(sale, changes)
      return outcome.ok ? 'ok' : outcome.errors?.[0]?.pointer
    }
    assert.equal(await pointerOf({ price: 1_101 }), '#/price')
    assert.equal(await pointerOf({ list_price: 999 }), '#/list_price')
    assert.equal(await pointerOf({ price: 1_101, list_price: null }), 'ok')
    assert.equal(granted(await readItem(ctx, { id: itemAt(sale, 0) })).list_price, null)
  })
})

describe('a withdrawn item', () => {
  test('sells no further unit, says so, and cannot be corrected', async () => {
    const sale = await merchantSale(ctx, [coat(), coat()])
    const code = await codeFor(ctx, sale, 'ann', 0)
    granted(await withdraw(sale))
    const item_id = itemAt(sale, 0)
    assert.equal(await buy(ctx, code), 'item_withdrawn')
    assert.equal(wordOf(await checkout(ctx, { user_id: 'bob', id: [item_id] })), 'item_withdrawn')
    assert.equal(wordOf(await createHold(withoutGate(ctx), { user_id: 'bob', item_id })), 'item_withdrawn')
    const { unavailable } = granted(await checkout(ctx, { user_id: 'bob', id: [item_id, item_id + 1] }))
    assert.deepEqual(unavailable, [{ id: item_id, code: 'item_withdrawn' }])
    const item = granted(await readItem(ctx, { id: item_id }))
    assert.deepEqual([item.withdrawn, item.units_left, item.state], [true, 0, 'sold'])
    assert.equal(wordOf(await correct(sale, { stock: 3 })), 'item_withdrawn')
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 5')
    granted(await withdraw(sale))
    assert.deepEqual(await eventsOf(sale), ['item.withdrawn 0 at 1000'])
    await agree(ctx)
  })

  test('keeps what is sold and held; a held unit is sold, or gone', async () => {
    const sale = await merchantSale(ctx, [coat(), coat()])
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    const [bob, cid, dan] = await Promise.all(['bob', 'cid', 'dan'].map((user) => holdOf(ctx, sale, user, 0)))
    granted(await withdraw(sale))
    assert.equal(await unitsOf(ctx, sale), '1 + 3 + 5')
    granted(await confirmHold(ctx, { id: bob?.id, user_id: 'bob' }))
    granted(await cancelHold(ctx, { id: cid?.id, user_id: 'cid' }))
    await ctx.db
      .update(schema.holds)
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where(and(eq(schema.holds.saleId, sale.id), eq(schema.holds.id, dan?.id ?? '')))
    await expireHolds(ctx)
    await agree(ctx)
    assert.equal(await unitsOf(ctx, sale), '2 + 0 + 5')
    assert.equal(wordOf(await checkout(ctx, { user_id: 'eve', id: [itemAt(sale, 0)] })), 'item_withdrawn')
  })

  test('in an order that fails is gone, in one that succeeds is sold', async () => {
    const fails = await stage.anotherServer({}, { orderStep: async () => ({ approved: false, reason: 'no' }) })
    const sale = await merchantSale(ctx, [coat(), coat()])
    granted(await order(ctx, sale, 'ann', [0, 2], [1, 1]))
    granted(await withdraw(sale))
    await (await decideOrders(fails)).done
    await agree(ctx)
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 5')
  })

  test('sells out the sale with the last unit of the others', async () => {
    const sale = await merchantSale(ctx, [coat(), coat({ stock: 1 })])
    granted(await withdraw(sale))
    await buy(ctx, await codeFor(ctx, sale, 'ann', 1))
    await closeSoldOut(ctx)
    assert.equal(granted(await readSale(ctx, { id: sale.id })).status, 'sold_out')
  })
})

describe('corrections are refused', () => {
  test('for hourly sales, closed sales and unknown items', async () => {
    const hourly = await stage.openSale()
    for (const change of [correctItem, withdrawItem]) {
      const input = change === correctItem ? { stock: 9 } : {}
      const fixed = await change(ctx, { id: itemAt(hourly, 0), ...input })
      assert.match(!fixed.ok ? (fixed.detail ?? '') : '', /hourly sale/)
      assert.equal(wordOf(await change(ctx, { id: 987_654_321, ...input })), 'item_not_found')
      const sale = await merchantSale(ctx, [coat()])
      granted(await closeSale(ctx, { id: sale.id }))
      assert.equal(wordOf(await change(ctx, { id: itemAt(sale, 0), ...input })), 'sale_closed')
    }
    assert.equal(wordOf(await duplicateSale(ctx, { id: hourly.id, starts_at: inMs(60_000) })), 'invalid_request')
  })

  test('that change nothing, or to what an item cannot have', async () => {
    const sale = await merchantSale(ctx, [coat()])
    for (const [changes, pointer] of [
      [{}, '#/stock'],
      [{ stock: 0 }, '#/stock'],
      [{ stock: 1.5 }, '#/stock'],
      [{ price: -1 }, '#/price'],
      [{ picture: 'a'.repeat(64) }, '#/picture'],
      [{ description: 'x\u0000' }, '#/description'],
    ] as const) {
      const refused = await correct(sale, changes)
      assert.equal(!refused.ok && refused.errors?.[0]?.pointer, pointer)
    }
    assert.deepEqual(await eventsOf(sale), [])
  })
})

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()

test('a correction that is repeated under its request id takes effect once', async () => {
  const sale = await merchantSale(ctx, [coat()])
  const once = { ...ctx, requestId: ctx.newId() }
  granted(await correctItem(once, { id: itemAt(sale, 0), stock: 9 }))
  granted(await correct(sale, { stock: 7 }))
  granted(await correctItem(once, { id: itemAt(sale, 0), stock: 9 }))
  assert.deepEqual(await eventsOf(sale), ['item.corrected 9 at 1000', 'item.corrected 7 at 1000'])
})

test('a duplicate has the items, prices, limits and full stock of the sale, without withdrawn items', async () => {
  const goods = [
    coat({ description: 'Wool.', buyer_limit: 2, list_price: 1_500 }),
    coat({ name: 'Hat' }),
    coat({ name: 'Scarf' }),
  ]
  const sale = await merchantSale(ctx, goods, { buyer_limit: 4, preview: false })
  await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
  granted(await withdraw(sale, 1))
  const made = granted(await duplicateSale(ctx, { id: sale.id, name: 'Again', starts_at: inMs(3_600_000) }))
  assert.deepEqual(
    [made.name, made.status, made.buyer_limit, made.preview, made.items_count],
    ['Again', 'scheduled', 4, false, 2],
  )
  const { items } = granted(await listOfferedItems(ctx, { id: made.id }))
  assert.deepEqual(
    items.map((item) => [
      item.name,
      item.description,
      item.stock,
      item.sold,
      item.price.amount,
      item.list_price?.amount,
      item.buyer_limit,
    ]),
    [
      ['Coat', 'Wool.', 5, 0, 1_000, 1_500, 2],
      ['Scarf', null, 5, 0, 1_000, undefined, null],
    ],
  )
})

test('a merchant sees hidden items of its sale before it opens, and can correct them; nobody sees those of an hourly sale', async () => {
  const sale = granted(
    await openMerchantSale(ctx, { name: 'Soon', preview: false, starts_at: inMs(3_600_000), items: [coat()] }),
  )
  assert.equal(wordOf(await listItems(ctx, { id: sale.id })), 'sale_not_open')
  granted(await correctItem(ctx, { id: sale.first_item_id, stock: 8, description: 'Lined.' }))
  const [item] = granted(await listOfferedItems(ctx, { id: sale.id })).items
  assert.deepEqual([item?.stock, item?.description], [8, 'Lined.'])
  const hourly = await stage.openSale({}, new Date(Date.now() + 7_200_000))
  assert.equal(wordOf(await listOfferedItems(ctx, { id: hourly.id })), 'sale_not_open')
})
