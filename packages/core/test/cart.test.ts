import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import { CART_LINES_MAX, type CartView, type Outcome } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  addToCart,
  type Context,
  clearCart,
  prune,
  readCart,
  readCartLines,
  rebuildGate,
  removeCartLine,
  setCartLine,
  withIdempotency,
} from '../src/operations/index.ts'
import { merchantSale } from './held-shop.ts'
import { buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const { carts, cartLines, items, sales, idempotencyKeys } = schema
const STOCK = 1_000

let stage: Stage
let ctx: Context
let sale: Sale
let buyer: string
before(async () => {
  stage = await createStage()
  sale = await stage.openSale({ saleItems: 12, buyerLimit: 500 })
  await stage.ctx.db.update(items).set({ stock: STOCK }).where(eq(items.saleId, sale.id))
  // A server with a stale, larger stock, and a gate with it.
  ctx = await stage.anotherServer()
  const seen = await ctx.sales.get(sale.id)
  if (seen) await rebuildGate(ctx, seen, 'the test has changed the stock')
})
beforeEach(() => {
  buyer = `buyer ${randomUUID()}`
})
after(() => stage.stop())

/** A new sale that both servers know. */
async function openSale(...how: Parameters<Stage['openSale']>): Promise<Sale> {
  const own = await stage.openSale(...how)
  await ctx.sales.refresh(own.id)
  return own
}

const item = (position: number) => sale.firstItemId + position
const add = (position: number, quantity = 1, user_id = buyer) =>
  addToCart(ctx, { user_id, item_id: item(position), quantity })
const read = (user_id = buyer) => readCart(ctx, { user_id })

function view(outcome: Outcome<CartView>): CartView {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  return outcome.value
}
const quantities = (cart: CartView) => cart.lines.map((line) => [line.item.id, line.quantity])
const states = (cart: CartView) => cart.lines.map((line) => line.state)
const refusal = (outcome: Outcome<unknown>) => !outcome.ok && [outcome.code, outcome.errors?.[0]?.pointer]

const grows = (userId: string, by: string) =>
  ctx.db
    .update(carts)
    .set({ touchedAt: sql`now() - ${by}::interval` })
    .where(eq(carts.userId, userId))

test('a cart has its items in the order they were added, with the total', async () => {
  assert.deepEqual(view(await read()), {
    user_id: buyer,
    lines: [],
    dropped: [],
    estimated_total: null,
    expires_at: null,
    reserved: false,
  })
  await add(3, 2)
  await add(1)
  const cart = view(await add(3, 5))
  assert.deepEqual(quantities(cart), [
    [item(3), 7],
    [item(1), 1],
  ])
  const [three, one] = cart.lines
  const amount = 7 * (three?.item.price.amount ?? 0) + (one?.item.price.amount ?? 0)
  assert.deepEqual(cart.estimated_total, { amount, currency: sale.currency })
  assert.deepEqual(three?.line_total.amount, 7 * (three?.item.price.amount ?? 0))
  assert.deepEqual([states(cart), three?.units_left, cart.reserved], [['available', 'available'], STOCK, false])
  assert.deepEqual(quantities(view(await read())), quantities(cart))
})

test('setting, removing and clearing lines are idempotent', async () => {
  await add(0, 3)
  const set = { user_id: buyer, item_id: item(0), quantity: 2 }
  for (let again = 0; again < 2; again++)
    assert.deepEqual(quantities(view(await setCartLine(ctx, set))), [[item(0), 2]])
  assert.equal(view(await setCartLine(ctx, { ...set, item_id: item(1) })).lines.length, 2)
  for (let again = 0; again < 2; again++)
    assert.deepEqual(quantities(view(await removeCartLine(ctx, { user_id: buyer, item_id: item(0) }))), [[item(1), 2]])
  for (let again = 0; again < 2; again++) assert.deepEqual(view(await clearCart(ctx, { user_id: buyer })).lines, [])
  assert.deepEqual(quantities(view(await add(0))), [[item(0), 1]])
})

test('buyers cannot see each other’s carts', async () => {
  const other = `${buyer} too`
  await add(0, 2)
  await add(1, 1, other)
  await clearCart(ctx, { user_id: other })
  assert.deepEqual([quantities(view(await read())), view(await read(other)).lines], [[[item(0), 2]], []])
})

test('parallel adds on two servers add up exactly', async () => {
  const second = await stage.anotherServer()
  await Promise.all(
    Array.from({ length: 90 }, (_, i) =>
      addToCart(i % 2 === 0 ? ctx : second, { user_id: buyer, item_id: item(i % 3), quantity: 2 }).then(view),
    ),
  )
  assert.deepEqual(
    quantities(view(await read())).sort(),
    [0, 1, 2].map((position) => [item(position), 60]),
  )
})

test(`a cart has at most ${CART_LINES_MAX} items, even under parallel adds`, async () => {
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, position) => add(position)))
  assert.equal(outcomes.filter(({ ok }) => ok).length, CART_LINES_MAX)
  for (const outcome of outcomes.filter(({ ok }) => !ok))
    assert.deepEqual(refusal(outcome), ['invalid_request', '#/item_id'])
  const { lines } = view(await read())
  assert.equal(lines.length, CART_LINES_MAX)
  const there = (lines[0]?.item.id ?? 0) - sale.firstItemId
  assert.equal((await add(there)).ok, true, 'more units of an item in the cart are accepted')
})

describe('a quantity is a whole number of units up to the limit per buyer', () => {
  const bad = [0, -1, 1.5, Number.NaN, '0', '-1', '1.5', '', 'two', null, [2], {}, true, 1e9, 1_000_001, 501, STOCK + 1]
  for (const quantity of bad) {
    test(`${JSON.stringify(quantity)} is refused`, async () => {
      for (const put of [addToCart, setCartLine])
        assert.deepEqual(refusal(await put(ctx, { user_id: buyer, item_id: item(0), quantity })), [
          'invalid_request',
          '#/quantity',
        ])
      assert.deepEqual(view(await read()).lines, [])
    })
  }
  test('2, "2" and the limit are accepted, and the default is one', async () => {
    for (const quantity of [2, '2', 500])
      assert.equal((await setCartLine(ctx, { user_id: buyer, item_id: item(0), quantity })).ok, true)
    assert.deepEqual(refusal(await setCartLine(ctx, { user_id: buyer, item_id: item(0) })), [
      'invalid_request',
      '#/quantity',
    ])
    assert.deepEqual(quantities(view(await addToCart(ctx, { user_id: buyer, item_id: item(1) })))[1], [item(1), 1])
  })
  test('an add counts the units that are already in the cart', async () => {
    await add(0, 499)
    assert.deepEqual(refusal(await add(0, 2)), ['invalid_request', '#/quantity'])
    assert.deepEqual(quantities(view(await add(0, 1))), [[item(0), 500]])
  })
})

test('an unknown item cannot be added', async () => {
  assert.deepEqual(refusal(await addToCart(ctx, { user_id: buyer, item_id: 999_999 })), ['item_not_found', undefined])
})

test('a cart survives a Redis flush', async () => {
  await add(0, 2)
  await stage.redis.flushall()
  const cart = view(await read())
  assert.deepEqual([quantities(cart), states(cart)], [[[item(0), 2]], ['available']])
})

test('a cart expires two hours after its last change, even before it is pruned, and is not revived', async () => {
  await add(0, 3)
  await grows(buyer, '1 hour 59 minutes')
  assert.equal(view(await read()).lines.length, 1)
  await grows(buyer, '2 hours')
  assert.deepEqual([view(await read()).lines, view(await read()).expires_at], [[], null])
  await removeCartLine(ctx, { user_id: buyer, item_id: item(5) })
  assert.deepEqual(view(await read()).lines, [], 'removing a line does not revive it')
  assert.deepEqual(quantities(view(await add(0))), [[item(0), 1]])
})

test('a change extends the lifetime of a cart, a read does not', async () => {
  await add(0)
  await grows(buyer, '1 hour')
  const first = view(await read())
  assert.equal(view(await read()).expires_at, first.expires_at)
  assert.equal((view(await add(0)).expires_at ?? '') > (first.expires_at ?? ''), true)
})

test('lines of items that have sold since are marked and not counted in the total', async () => {
  const own = await openSale({ saleItems: 3, buyerLimit: 10 })
  for (const position of [0, 1]) await addToCart(ctx, { user_id: buyer, item_id: own.firstItemId + position })
  assert.equal(await buy(ctx, await codeFor(ctx, own, 'faster', 0)), 'sold 1')
  const fresh = await stage.anotherServer()
  const cart = view(await readCart(fresh, { user_id: buyer }))
  assert.deepEqual(states(cart), ['sold_out', 'available'])
  assert.deepEqual(cart.estimated_total, cart.lines[1]?.line_total)
})

test('a line with too few units left is marked, and only those units are counted in the total', async () => {
  await add(0, 300)
  await ctx.db
    .update(items)
    .set({ held: 800 })
    .where(eq(items.id, item(0)))
  try {
    const server = {
      ...ctx,
      shelves: { read: async () => ({ ...(await ctx.shelves.read(sale)), left: await leftNow() }) },
    }
    const cart = view(await readCart(server, { user_id: buyer }))
    assert.deepEqual([states(cart), cart.lines[0]?.units_left], [['fewer_left'], 200])
    assert.equal(cart.estimated_total?.amount, 200 * (cart.lines[0]?.item.price.amount ?? 0))
  } finally {
    await ctx.db
      .update(items)
      .set({ held: 0 })
      .where(eq(items.id, item(0)))
  }
})
async function leftNow(): Promise<Uint32Array> {
  const rows = await ctx.db.select().from(items).where(eq(items.saleId, sale.id)).orderBy(items.id)
  return Uint32Array.from(rows, (row) => row.stock - row.held - row.sold)
}

test('lines of a sale that is over are removed and reported once; no more of its items can be added', async () => {
  const over = await openSale()
  await addToCart(ctx, { user_id: buyer, item_id: over.firstItemId })
  await add(0)
  await ctx.db.update(sales).set({ endsAt: sql`now()` }).where(eq(sales.id, over.id))
  const lines = await readCartLines(ctx, { principal: 'open', userId: buyer })
  assert.deepEqual(lines, [{ saleId: sale.id, itemId: item(0), quantity: 1 }])

  const [first, second] = [view(await read()), view(await read())]
  assert.deepEqual(first.dropped, [{ item_id: over.firstItemId, code: 'sale_closed' }])
  assert.deepEqual([second.dropped, quantities(first)], [[], [[item(0), 1]]])
  assert.equal((await ctx.db.select().from(cartLines).where(eq(cartLines.userId, buyer))).length, 1)
  assert.deepEqual(refusal(await addToCart(ctx, { user_id: buyer, item_id: over.firstItemId })), [
    'sale_closed',
    undefined,
  ])
})

test('only lines of started sales can be checked out', async () => {
  const starts_at = new Date(Date.now() + 3_600_000).toISOString()
  const soon = await merchantSale(ctx, [{ stock: 1, price: 1 }], { starts_at })
  await addToCart(ctx, { user_id: buyer, item_id: soon.firstItemId })
  assert.deepEqual(states(view(await add(0))), ['sale_not_open', 'available'])
  const lines = await readCartLines(ctx, { principal: 'open', userId: buyer })
  assert.deepEqual(
    lines.map(({ itemId }) => itemId),
    [item(0)],
  )
})

test('an add that is repeated under its request id adds nothing', async () => {
  const within = { ...ctx, requestId: randomUUID() }
  const input = { user_id: buyer, item_id: item(0), quantity: 2 }
  for (let again = 0; again < 3; again++)
    assert.deepEqual(quantities(view(await addToCart(within, input))), [[item(0), 2]])
})

test('a hundred parallel repeats of one add under one idempotency key add once', async () => {
  const claim = { principal: `open:${buyer}`, key: 'add', fingerprint: 'add' }
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      withIdempotency(ctx, claim, (within) => addToCart(within, { user_id: buyer, item_id: item(0), quantity: 2 })),
    ),
  )
  for (const { outcome } of answers) assert.deepEqual(quantities(view(outcome)), [[item(0), 2]])
})

test('only expired carts are pruned', async () => {
  const old = `${buyer} long ago`
  await add(0, 1, old)
  await add(0)
  await grows(old, '2 hours')
  await withIdempotency(ctx, { principal: old, key: 'k', fingerprint: '' }, () => read())
  await withIdempotency(ctx, { principal: buyer, key: 'k', fingerprint: '' }, () => read())
  await ctx.db
    .update(idempotencyKeys)
    .set({ createdAt: sql`now() - interval '24 hours'` })
    .where(eq(idempotencyKeys.principal, old))
  assert.equal((await prune(ctx)) >= 2, true)
  const left = [
    await ctx.db.select().from(carts).where(eq(carts.userId, old)),
    await ctx.db.select().from(cartLines).where(eq(cartLines.userId, old)),
    await ctx.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.principal, old)),
    await ctx.db.select().from(cartLines).where(eq(cartLines.userId, buyer)),
    await ctx.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.principal, buyer)),
  ]
  assert.deepEqual(
    left.map((rows) => rows.length),
    [0, 0, 0, 1, 1],
  )
})
