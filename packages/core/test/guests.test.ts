/** Sales that refuse guests. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { and, eq } from 'drizzle-orm'
import type { Sale } from '../src/ledger/index.ts'
import { type Context, checkout, createHold, openHourlySale, readSale } from '../src/operations/index.ts'
import { withoutGate } from './faults.ts'
import { granted, itemAt, merchantSale, order, unitsOf, wordOf } from './held-shop.ts'
import { buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const GUEST = 'guest:6b5cf3a2-0f57-4a4b-9a4c-0d4a51c1c0de'
const ACCOUNT = 'account:019a6b5c-f3a2-7a4b-9a4c-0d4a51c1c0de'
const GOODS = [
  { stock: 5, price: 100 },
  { stock: 5, price: 200 },
]

let stage: Stage
let ctx: Context
before(async () => {
  stage = await createStage()
  ctx = stage.ctx
})
after(() => stage.stop())

/** Checks out, holds and orders. */
async function tried(server: Context, sale: Sale, user: string): Promise<string[]> {
  return [
    wordOf(await checkout(server, { user_id: user, id: itemAt(sale, 0) })),
    wordOf(await createHold(server, { user_id: user, item_id: itemAt(sale, 0) })),
    wordOf(await order(server, sale, user, [1, 1])),
  ]
}

/** The sale allows guests in the caches of all servers, and refuses them in the ledger. */
async function refuseUnnoticed(sale: Sale): Promise<void> {
  await ctx.db.update(schema.sales).set({ guests: 'refused' }).where(eq(schema.sales.id, sale.id))
}

for (const [name, serverOf] of [
  ['with its gate', () => ctx],
  ['without a gate', () => withoutGate(ctx)],
] as const) {
  test(`a sale that refuses guests sells to accounts, partners’ buyers and named buyers only, ${name}`, async () => {
    const sale = await merchantSale(ctx, GOODS, { guests: 'refused', buyer_limit: 3 })
    const server = serverOf()
    assert.deepEqual(await tried(server, sale, GUEST), ['sign_in_required', 'sign_in_required', 'sign_in_required'])
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 10')
    for (const user of [ACCOUNT, 'acme/guest:1', 'guests'])
      assert.deepEqual(await tried(server, sale, user), ['ok', 'ok', 'ok'])
  })
}

describe('if a server does not know yet that a sale refuses guests, the ledger refuses', () => {
  test('a purchase alone in its batch, and one with several lines', async () => {
    const sale = await merchantSale(ctx, GOODS)
    const codes = [await codeFor(ctx, sale, GUEST, 0), await codeFor(ctx, sale, GUEST, 0, 1)]
    await refuseUnnoticed(sale)
    for (const code of codes) assert.equal(await buy(ctx, code), 'sign_in_required')
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 10')
  })

  test('holds and orders', async () => {
    const sale = await merchantSale(ctx, GOODS)
    await refuseUnnoticed(sale)
    assert.deepEqual((await tried(ctx, sale, GUEST)).slice(1), ['sign_in_required', 'sign_in_required'])
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 10')
  })

  test('a guest among accounts in one batch, and only the guest', async () => {
    const sale = await merchantSale(ctx, GOODS)
    const buyers = [ACCOUNT, GUEST, 'ann']
    const codes = await Promise.all(buyers.map((user) => codeFor(ctx, sale, user, 0)))
    await refuseUnnoticed(sale)
    assert.deepEqual(await Promise.all(codes.map((code) => buy(ctx, code))), ['sold 1', 'sign_in_required', 'sold 1'])
  })
})

test('a guest’s refused checkout is stored', async () => {
  const sale = await merchantSale(ctx, GOODS, { guests: 'refused' })
  await checkout(ctx, { user_id: GUEST, id: itemAt(sale, 0) })
  const { attempts } = schema
  const found = await ctx.db
    .select({ outcome: attempts.outcome })
    .from(attempts)
    .where(and(eq(attempts.saleId, sale.id), eq(attempts.userId, GUEST)))
  assert.deepEqual(found, [{ outcome: 'sign_in_required' }])
})

test('hourly sales, and merchant sales that do not say, follow the setting of the server that creates them', async () => {
  const strict: Context = { ...ctx, settings: { ...ctx.settings, guests: 'refused' } }
  const hourly = await openHourlySale(strict, new Date(Date.UTC(2020, 0, 1)))
  const merchant = await merchantSale(strict, GOODS)
  const open = await merchantSale(strict, GOODS, { guests: 'allowed' })
  const guestsOf = async (id: number | null) => granted(await readSale(ctx, { id })).guests
  assert.deepEqual(
    [await guestsOf(hourly), await guestsOf(merchant.id), await guestsOf(open.id)],
    ['refused', 'refused', 'allowed'],
  )
})
