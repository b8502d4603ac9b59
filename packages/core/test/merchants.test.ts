/** Merchant sales: creating, pausing, closing and adding items. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { and, eq, like } from 'drizzle-orm'
import type { Sale } from '../src/ledger/index.ts'
import {
  addItems,
  applyScheduledTransitions,
  type Context,
  cancelHold,
  closeSale,
  closeSoldOut,
  confirmHold,
  createHold,
  decideOrders,
  listItems,
  openMerchantSale,
  pauseSale,
  readActiveSales,
  readItem,
  readSale,
  resumeSale,
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

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
const goods = [
  { name: 'Blue coat', stock: 3, price: 7_500, list_price: 10_000 },
  { stock: 2, price: 100 },
]

/** The outcomes of a purchase, a hold and an order of an item. */
async function tried(server: Context, sale: Sale, user: string): Promise<string[]> {
  const itemId = itemAt(sale, 0)
  return [
    wordOf(await createHold(server, { user_id: user, item_id: itemId })),
    wordOf(await order(server, sale, user, [0, 1])),
  ]
}

const eventTypes = async (sale: Sale): Promise<string[]> => {
  const { outboxEvents } = schema
  const rows = await ctx.db
    .select({ type: outboxEvents.type })
    .from(outboxEvents)
    .where(and(eq(outboxEvents.saleId, sale.id), like(outboxEvents.type, 'sale.%')))
    .orderBy(outboxEvents.id)
  return rows.map((row) => row.type)
}

describe('a merchant sale', () => {
  test('shows its items as listed, and generates missing names and pictures', async () => {
    const sale = await merchantSale(ctx, goods, { name: 'Coats', ends_at: inMs(60_000), buyer_limit: 4 })
    const view = granted(await readSale(ctx, { id: sale.id }))
    assert.deepEqual(
      [view.name, view.kind, view.status, view.buyer_limit, view.units.available],
      ['Coats', 'merchant', 'open', 4, 5],
    )
    const [coat, made] = granted(await listItems(ctx, { id: sale.id })).items
    assert.deepEqual(
      [coat?.name, coat?.price.amount, coat?.list_price?.amount, coat?.discount_percent, coat?.units_left],
      ['Blue coat', 7_500, 10_000, 25, 3],
    )
    assert.equal((coat?.time_remaining_ms ?? 0) > 50_000 && (coat?.time_remaining_ms ?? 0) <= 60_000, true)
    assert.match(made?.name ?? '', / /)
    assert.deepEqual(
      [made?.list_price, made?.discount_percent, made?.image_url],
      [null, 0, `/v1/items/${itemAt(sale, 1)}/image.svg`],
    )
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
  })

  test('is listed next to the hourly sale', async () => {
    const sale = await merchantSale(ctx, goods)
    const active = granted(await readActiveSales(ctx))
    assert.equal(
      active.sales.some(({ id, kind }) => id === sale.id && kind === 'merchant'),
      true,
    )
  })

  test('that starts later sells nothing before, and writes `sale.opened` once it has started', async () => {
    const sale = await merchantSale(ctx, goods, { starts_at: inMs(3_600_000) })
    assert.deepEqual(await tried(ctx, sale, 'ann'), ['sale_not_open', 'sale_not_open'])
    assert.deepEqual(await tried(withoutGate(ctx), sale, 'ann'), ['sale_not_open', 'sale_not_open'])
    await applyScheduledTransitions(ctx)
    assert.deepEqual(await eventTypes(sale), ['sale.scheduled'])
    await ctx.db.update(schema.sales).set({ startsAt: new Date() }).where(eq(schema.sales.id, sale.id))
    await Promise.all([applyScheduledTransitions(ctx), applyScheduledTransitions(ctx)])
    assert.deepEqual(await eventTypes(sale), ['sale.scheduled', 'sale.opened'])
  })

  test('closes at its end in gate and ledger, with one event', async () => {
    const sale = await merchantSale(ctx, goods, { ends_at: inMs(3_600_000) })
    const hold = await holdOf(ctx, sale, 'ann', 1)
    await ctx.db
      .update(schema.sales)
      .set({ endsAt: new Date(Date.now() - 1_000), startsAt: new Date(Date.now() - 60_000) })
      .where(eq(schema.sales.id, sale.id))
    assert.deepEqual(await tried(withoutGate(ctx), sale, 'bob'), ['sale_closed', 'sale_closed'])
    await stage.redis.flushall()
    assert.deepEqual(await tried(ctx, sale, 'bob'), ['sale_closed', 'sale_closed'])
    await Promise.all([applyScheduledTransitions(ctx), applyScheduledTransitions(ctx)])
    assert.deepEqual((await eventTypes(sale)).filter((type) => type === 'sale.closed').length, 1)
    assert.equal(wordOf(await confirmHold(ctx, { id: hold.id })), 'ok', 'a hold from before the end can be bought')
  })

  test('that is paused sells nothing until it is resumed, but holds can be confirmed', async () => {
    const sale = await merchantSale(ctx, goods)
    const code = await codeFor(ctx, sale, 'ann', 0)
    const hold = await holdOf(ctx, sale, 'ann', 1)
    granted(await order(ctx, sale, 'cy', [0, 1]))
    assert.equal(granted(await pauseSale(ctx, { id: sale.id })).status, 'paused')
    assert.equal(granted(await pauseSale(ctx, { id: sale.id })).status, 'paused')
    for (const server of [ctx, withoutGate(ctx)]) {
      assert.deepEqual(await tried(server, sale, 'bob'), ['sale_paused', 'sale_paused'])
      assert.equal(await buy(server, code), 'sale_paused')
    }
    assert.equal(wordOf(await confirmHold(ctx, { id: hold.id })), 'ok')
    await (await decideOrders(ctx)).done
    assert.equal(granted(await resumeSale(ctx, { id: sale.id })).status, 'open')
    assert.equal(await buy(ctx, code), 'sold 1')
    assert.deepEqual(await eventTypes(sale), ['sale.scheduled', 'sale.opened', 'sale.paused', 'sale.resumed'])
    await agree(ctx)
  })

  test('that is closed stays closed', async () => {
    const sale = await merchantSale(ctx, goods)
    assert.equal(granted(await closeSale(ctx, { id: sale.id })).status, 'closed')
    assert.equal(granted(await closeSale(ctx, { id: sale.id })).status, 'closed')
    for (const server of [ctx, withoutGate(ctx)])
      assert.deepEqual(await tried(server, sale, 'bob'), ['sale_closed', 'sale_closed'])
    for (const verb of [pauseSale, resumeSale]) assert.equal(wordOf(await verb(ctx, { id: sale.id })), 'sale_closed')
    assert.deepEqual(await eventTypes(sale), ['sale.scheduled', 'sale.opened', 'sale.closed'])
  })

  test('accepts more items while it is open, and after it has sold out', async () => {
    const sale = await merchantSale(ctx, [{ stock: 1, price: 5 }])
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    await closeSoldOut(ctx)
    assert.equal(granted(await readSale(ctx, { id: sale.id })).status, 'sold_out')
    const view = granted(await addItems(ctx, { id: sale.id, items: goods }))
    assert.deepEqual([view.items_count, view.units.available, view.status], [3, 5, 'open'])
    assert.equal(granted(await readItem(ctx, { id: itemAt(sale, 1) })).name, 'Blue coat')
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 1, 2)), 'sold 2')
    assert.equal(await unitsOf(ctx, sale).catch(() => ''), '3 + 0 + 3')
  })

  test('enforces the limit of an item across purchases, holds and orders, with or without a gate', async () => {
    const sale = await merchantSale(
      ctx,
      [
        { stock: 9, price: 5, buyer_limit: 2 },
        { stock: 9, price: 5 },
      ],
      { buyer_limit: 8 },
    )
    const hold = await holdOf(ctx, sale, 'ann', 0)
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
    for (const server of [ctx, withoutGate(ctx)]) {
      assert.equal(wordOf(await order(server, sale, 'ann', [0, 1], [1, 1])), 'limit_reached')
      assert.equal(await buy(server, await codeFor(server, sale, 'ann', 0)), 'limit_reached')
    }
    assert.equal(wordOf(await order(ctx, sale, 'bob', [0, 3])), 'limit_reached')
    await stage.redis.flushall()
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 0, 1)), 'sold 1', 'the other item is not limited')
    granted(await cancelHold(ctx, { id: hold.id }))
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
    await agree(ctx)
  })

  test('is created once, however often the request is repeated', async () => {
    const request = { ...ctx, requestId: '01900000-0000-7000-8000-0000000000b1' }
    const input = { name: 'Once', items: goods }
    const [one, two] = [
      granted(await openMerchantSale(request, input)),
      granted(await openMerchantSale(request, input)),
    ]
    assert.equal(one.id, two.id)
    await addItems(request, { id: one.id, items: goods })
    assert.equal(granted(await addItems(request, { id: one.id, items: goods })).items_count, 4)
  })
})

describe('an invalid sale', () => {
  const item = { stock: 1, price: 100 }
  const cases: [title: string, change: object, pointer: string][] = [
    ['without a name', { name: undefined }, '#/name'],
    ['without items', { items: [] }, '#/items'],
    ['with 100,001 items', { items: Array.from({ length: 100_001 }, () => item) }, '#/items'],
    ['with a limit of 0', { buyer_limit: 0 }, '#/buyer_limit'],
    ['that ends before it starts', { starts_at: inMs(2_000), ends_at: inMs(1_000) }, '#/ends_at'],
    ['that has ended', { ends_at: inMs(-1_000) }, '#/ends_at'],
    ['with an invalid time', { starts_at: 'tomorrow' }, '#/starts_at'],
    ['with an invalid currency', { currency: 'euro' }, '#/currency'],
    ['with a stock of 0', { items: [item, { ...item, stock: 0 }] }, '#/items/1/stock'],
    ['with a stock beyond a million', { items: [{ ...item, stock: 1_000_001 }] }, '#/items/0/stock'],
    ['with half a unit', { items: [{ ...item, stock: 1.5 }] }, '#/items/0/stock'],
    ['with a negative price', { items: [{ ...item, price: -1 }] }, '#/items/0/price'],
    ['with a price above the list price', { items: [{ ...item, list_price: 99 }] }, '#/items/0/list_price'],
    ['with an item limit of 0', { items: [{ ...item, buyer_limit: 0 }] }, '#/items/0/buyer_limit'],
    ['with an invalid picture URL', { items: [{ ...item, image_url: 'javascript:alert(1)' }] }, '#/items/0/image_url'],
    [
      'with credentials in the picture URL',
      { items: [{ ...item, image_url: 'https://a:b@c.example/x.png' }] },
      '#/items/0/image_url',
    ],
  ]
  for (const [title, change, pointer] of cases) {
    test(`${title} is refused with the field name, and nothing is created`, async () => {
      const before = await ctx.db.$count(schema.sales)
      const refused = await openMerchantSale(ctx, { name: 'Bad', items: [item], ...change })
      assert.equal(wordOf(refused), 'invalid_request')
      assert.equal(!refused.ok && refused.errors?.[0]?.pointer, pointer)
      assert.equal(await ctx.db.$count(schema.sales), before)
    })
  }

  test('items beyond the maximum of a sale are refused, and none is added', async () => {
    const sale = await merchantSale(ctx, [item])
    const many = Array.from({ length: 100_000 }, () => item)
    assert.equal(wordOf(await addItems(ctx, { id: sale.id, items: many })), 'invalid_request')
    assert.equal(wordOf(await addItems(ctx, { id: (await stage.openSale()).id, items: [item] })), 'invalid_request')
    assert.equal(await ctx.db.$count(schema.items, eq(schema.items.saleId, sale.id)), 1)
  })
})
