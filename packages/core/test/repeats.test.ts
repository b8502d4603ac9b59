/** A request that is repeated under its id has one effect and one response, wherever the first attempt crashed. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq, sql } from 'drizzle-orm'
import type { Outcome, PurchaseView } from '../src/contract/index.ts'
import { Busy, type Sale } from '../src/ledger/index.ts'
import {
  addItems,
  addToCart,
  type Context,
  cancelHold,
  confirmHold,
  createHold,
  pauseSale,
  purchase,
  resumeSale,
  sweep,
  withIdempotency,
} from '../src/operations/index.ts'
import { Crash, crashAfter, type Fault, fails, inTurn, none, precededBy, silent, withFaults } from './faults.ts'
import { crashingOn, granted, holdOf, itemAt, merchantSale, order, wordOf } from './held-shop.ts'
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

const ordersOf = (sale: Sale) =>
  ctx.db.$count(schema.orders, sql`${schema.orders.saleId} = ${sale.id} AND ${schema.orders.status} <> 'void'`)

test('an order whose first commit was stale is placed once, even if its server crashes and it is resent', async () => {
  const sale = await merchantSale(ctx, [{ stock: 100, price: 5 }])
  const requestId = ctx.newId()
  let commits = 0
  // An operator pauses and resumes the sale before the first commit: its gate is rebuilt.
  const pausesAndResumes = precededBy(async () => {
    commits++
    granted(await pauseSale(other, { id: sale.id }))
    granted(await resumeSale(other, { id: sale.id }))
  })
  const crashes: Fault = (call) => {
    const crashing = crashAfter(call)
    return (...args) => {
      commits++
      return crashing(...args)
    }
  }
  const server = withFaults({ ...ctx, requestId }, { ledger: { commitTake: inTurn(pausesAndResumes, crashes) } })
  await assert.rejects(order(server, sale, 'ann', [0, 2]), Crash)
  assert.equal(commits, 2)
  granted(await order({ ...other, requestId }, sale, 'ann', [0, 2]))
  assert.equal(await ordersOf(sale), 1)
})

test('a server that is paused beyond its lease places no second order under one Idempotency-Key', async () => {
  const sale = await merchantSale(ctx, [{ stock: 100, price: 5 }])
  const claim = { principal: 'open:ann', key: '2b', fingerprint: 'x' }
  const paused = Promise.withResolvers<void>()
  const took = Promise.withResolvers<void>()
  const pauses = precededBy(async () => {
    took.resolve()
    await paused.promise
  })
  const slow = withFaults(ctx, { ledger: { commitTake: inTurn(pauses) } })
  const late = withIdempotency(slow, claim, (within) => order(within, sale, 'ann', [0, 2]))
  await took.promise
  await other.sales.refreshOpen()
  assert.ok((await sweep(other)) >= 1)
  await ctx.db
    .update(schema.idempotencyKeys)
    .set({ leasedUntil: sql`now()` })
    .where(eq(schema.idempotencyKeys.key, claim.key))
  const repeat = await withIdempotency(other, claim, (within) => order(within, sale, 'ann', [0, 2]))
  assert.equal(wordOf(repeat.outcome), 'ok')
  paused.resolve()
  await late
  assert.equal(await ordersOf(sale), 1)
})

test('items are added once per request, even if others were added before the repeat', async () => {
  const sale = await merchantSale(ctx, [{ stock: 1, price: 5 }])
  const [one, two] = [ctx.newId(), ctx.newId()]
  granted(await addItems({ ...ctx, requestId: one }, { id: sale.id, items: [{ stock: 1, price: 5 }] }))
  granted(await addItems({ ...ctx, requestId: two }, { id: sale.id, items: [{ stock: 2, price: 5 }] }))
  const again = granted(await addItems({ ...ctx, requestId: one }, { id: sale.id, items: [{ stock: 1, price: 5 }] }))
  assert.equal(again.items_count, 3)
})

test('a cart change is applied once per request, even after another change', async () => {
  const sale = await merchantSale(ctx, [
    { stock: 100, price: 5 },
    { stock: 100, price: 5 },
  ])
  const [one, two] = [ctx.newId(), ctx.newId()]
  const add = (requestId: string, at: number) =>
    addToCart({ ...ctx, requestId }, { user_id: 'ann', item_id: itemAt(sale, at), quantity: 2 })
  granted(await add(one, 0))
  granted(await add(two, 1))
  const cart = granted(await add(one, 0))
  assert.deepEqual(
    cart.lines.map((line) => line.quantity),
    [2, 2],
  )
})

for (const [verb, operation] of [
  ['confirm', confirmHold],
  ['cancel', cancelHold],
] as const) {
  test(`a repeated ${verb} after a crash before the response succeeds with the first result`, async () => {
    const sale = await merchantSale(ctx, [{ stock: 10, price: 5 }])
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    const claim = { principal: 'open:', key: `8-${verb}`, fingerprint: 'x' }
    const crashing = withFaults(ctx, { ledger: { endClaim: silent } })
    void withIdempotency(crashing, claim, (within) => operation(within, { id }) as never)
    await until('it is done', async () => (await ctx.ledger.readHold(id))?.status !== 'active')
    await ctx.db
      .update(schema.idempotencyKeys)
      .set({ leasedUntil: sql`now()` })
      .where(eq(schema.idempotencyKeys.key, claim.key))
    const { outcome } = await withIdempotency(other, claim, (within) => operation(within, { id }) as never)
    assert.equal(wordOf(outcome), 'ok')
  })
}

describe('a repeated purchase after a crash before the response', () => {
  /** Runs the purchase on a server that never ends its claim, then on another. @returns both responses */
  async function twice(code: string, key: string) {
    const claim = { principal: 'open:', key, fingerprint: 'purchase' }
    const first = Promise.withResolvers<Outcome<PurchaseView>>()
    const crashing = withFaults(ctx, { ledger: { endClaim: silent } })
    void withIdempotency(crashing, claim, async (within) => {
      const outcome = await purchase(within, { code })
      first.resolve(outcome)
      return outcome
    })
    const before = await first.promise
    await ctx.db
      .update(schema.idempotencyKeys)
      .set({ leasedUntil: sql`now()` })
      .where(eq(schema.idempotencyKeys.key, key))
    const { outcome } = await withIdempotency(other, claim, (within) => purchase(within, { code }))
    return [before, outcome]
  }

  test('succeeds again with the same order', async () => {
    const sale = await merchantSale(ctx, [{ stock: 9, price: 5 }])
    const [before, again] = await twice(await codeFor(ctx, sale, 'ann', 0), 'purchase-1')
    assert.equal(before?.ok, true)
    assert.deepEqual(again, before)
  })

  test('lists the items that had sold out, as the first response did', async () => {
    const sale = await merchantSale(ctx, [
      { stock: 1, price: 5 },
      { stock: 1, price: 7 },
    ])
    const code = await codeFor(ctx, sale, 'ann', 0, 1)
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 1)), 'sold 1')
    const [before, again] = await twice(code, 'purchase-2')
    assert.equal(before?.ok && before.value.failed_count, 1)
    assert.deepEqual(again, before)
  })

  test('is code_used under another key, and without a key', async () => {
    const sale = await merchantSale(ctx, [{ stock: 9, price: 5 }])
    const code = await codeFor(ctx, sale, 'ann', 0)
    assert.equal(await buy(ctx, code), 'sold 1')
    const claim = { principal: 'open:', key: 'purchase-3', fingerprint: 'purchase' }
    const { outcome } = await withIdempotency(ctx, claim, (within) => purchase(within, { code }))
    assert.equal(!outcome.ok && outcome.code, 'code_used')
    assert.equal(await buy(ctx, code), 'code_used')
  })
})

test('a hold that is repeated under its key after a rebuild of the gate is one hold', async () => {
  const sale = await merchantSale(ctx, [{ stock: 100, price: 5 }])
  const requestId = ctx.newId()
  await assert.rejects(
    createHold({ ...crashingOn(ctx, 'after commit'), requestId }, { user_id: 'ann', item_id: itemAt(sale, 0) }),
    Crash,
  )
  granted(await cancelHold(ctx, { id: requestId }))
  const again = await createHold({ ...other, requestId }, { user_id: 'ann', item_id: itemAt(sale, 0) })
  assert.equal(again.ok && again.value.reservation.id, requestId, 'one request made two holds')
})

test('a placed order is not reported as busy and placed again under the same key', async () => {
  const sale = await merchantSale(ctx, [{ stock: 100, price: 5 }])
  const claim = { principal: 'open:ann', key: '10', fingerprint: 'x' }
  const full = withFaults(ctx, { ledger: { readOrder: inTurn(fails(new Busy('full'))) } })
  const place = (within: Context) => order(within, sale, 'ann', [0, 2])
  const first = await withIdempotency(full, claim, place)
  const again = await withIdempotency(full, claim, place)
  assert.deepEqual([wordOf(again.outcome), await ordersOf(sale)], ['ok', 1], `first: ${wordOf(first.outcome)}`)
})

test('a canceled hold notifies the gate and is not reported as busy if only the read after it fails', async () => {
  const sale = await merchantSale(ctx, [{ stock: 1, price: 100 }])
  const { id } = await holdOf(ctx, sale, 'ann', 0)
  const full = withFaults(ctx, { ledger: { readHold: inTurn(none, fails(new Busy('full'))) } })
  const outcome = await cancelHold(full, { id })
  assert.equal((await ctx.ledger.readHold(id))?.status, 'canceled')
  const next = await createHold(other, { user_id: 'bob', item_id: itemAt(sale, 0) })
  assert.deepEqual([wordOf(outcome), wordOf(next)], ['ok', 'ok'])
})
