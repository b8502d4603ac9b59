/** The console's history of the last 24 hours. */
import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { ACTIVITY_BUCKET_MS, ACTIVITY_MS, type ActivityView } from '../src/contract/index.ts'
import {
  type Context,
  checkout,
  closeSale,
  closeSoldOut,
  contextOfMerchant,
  openMerchantSale,
  purchase,
  readActivity,
} from '../src/operations/index.ts'
import type { Activity } from '../src/operations/operator/read-activity.ts'
import { createAgedCache } from '../src/operations/runtime/aged-cache.ts'
import { createStage, type Stage } from './stage.ts'

const { attempts, orders } = schema
const HOUR_MS = 3_600_000

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(() => stage.stop())

const good = async <Value>(
  outcome: Promise<{ ok: true; value: Value } | { ok: false; code: string }>,
): Promise<Value> => {
  const found = await outcome
  if (!found.ok) throw new Error(found.code)
  return found.value
}

/** Just after the end of the present bucket, so that a test may run across it. The present bucket is not complete yet. */
const later = new Date((Math.floor(Date.now() / ACTIVITY_BUCKET_MS) + 1) * ACTIVITY_BUCKET_MS + 30_000)

/** A server that has just started. It reads again at each call. */
const started = (ctx: Context): Context => ({
  ...ctx,
  clock: () => later,
  activities: createAgedCache<string, Activity>(0),
})
const fresh = (ctx: Context): Promise<ActivityView> => good(readActivity(started(ctx), {}))

const openSale = (ctx: Context, stock = 1) =>
  good(openMerchantSale(ctx, { name: 'Counted', guests: 'allowed', items: [{ name: 'A bowl', stock, price: 500 }] }))

const buy = async (ctx: Context, user_id: string, id: number) =>
  good(purchase(ctx, { code: (await good(checkout(ctx, { user_id, id }))).code }))

const sum = (figures: number[]) => figures.reduce((total, figure) => total + figure, 0)

/** Moves what happened in a sale into the past, ids included. */
async function age(saleId: number, ms: number): Promise<void> {
  const at = new Date(Date.now() - ms)
  await stage.ctx.db.update(orders).set({ createdAt: at, changedAt: at }).where(eq(orders.saleId, saleId))
  await stage.ctx.db.update(attempts).set({ at }).where(eq(attempts.saleId, saleId))
}

test('units sold, attempts refused, and when a sale started, sold out and closed', async () => {
  const { ctx } = stage
  const before = await fresh(ctx)
  const sale = await openSale(ctx, 2)
  await buy(ctx, 'ann', sale.first_item_id)
  await buy(ctx, 'bob', sale.first_item_id)
  for (const user_id of ['cyd', 'dan', 'eve'])
    assert.equal((await checkout(ctx, { user_id, id: sale.first_item_id })).ok, false)
  await closeSoldOut(ctx)
  const other = await openSale(ctx)
  await good(closeSale(ctx, { id: other.id }))
  const now = await fresh(ctx)
  assert.equal(now.sold.length, ACTIVITY_MS / ACTIVITY_BUCKET_MS)
  assert.equal(now.refused.length, now.sold.length)
  assert.equal(sum(now.sold) - sum(before.sold), 2)
  assert.equal(sum(now.refused) - sum(before.refused), 3)
  const of = (id: number) => now.moments.filter(({ sale_id }) => sale_id === id).map(({ what }) => what)
  assert.deepEqual(of(sale.id), ['started', 'sold_out'])
  assert.deepEqual(of(other.id), ['started', 'closed'])
})

test('what happened is in its own bucket, and nothing older than 24 hours is shown', async () => {
  const { ctx } = stage
  const before = await fresh(ctx)
  const [recent, old] = [await openSale(ctx), await openSale(ctx)]
  for (const { first_item_id } of [recent, old]) await buy(ctx, 'ann', first_item_id)
  await age(recent.id, 10 * 60_000)
  await age(old.id, 25 * HOUR_MS)
  const now = await fresh(ctx)
  assert.equal(sum(now.sold) - sum(before.sold), 1)
  const at = Math.floor((Date.now() - 10 * 60_000 - Date.parse(now.from)) / now.bucket_ms)
  assert.ok((now.sold[at] ?? 0) > 0, JSON.stringify(now.sold.slice(-3)))
})

test('a server that reads again only what is new shows the same as one that has just started', async () => {
  const ctx = started(stage.ctx)
  const sale = await openSale(ctx, 3)
  await buy(ctx, 'ann', sale.first_item_id)
  await age(sale.id, 40 * 60_000)
  const first = await good(readActivity(ctx, {}))
  await buy(ctx, 'bob', sale.first_item_id)
  await buy(ctx, 'cyd', sale.first_item_id)
  await checkout(ctx, { user_id: 'dan', id: sale.first_item_id })
  const second = await good(readActivity(ctx, {}))
  assert.equal(sum(second.sold), sum(first.sold) + 2)
  assert.deepEqual(second, await fresh(ctx))
})

test('a merchant has its own sales only', async () => {
  const [ann, bob] = ['account:ann', 'account:bob'].map((account) => contextOfMerchant(stage.ctx, account))
  if (!ann || !bob) throw new Error('there are two merchants')
  const sale = await openSale(ann, 2)
  await buy(stage.ctx, 'cyd', sale.first_item_id)
  await checkout(stage.ctx, { user_id: 'dan', id: 999_999_999 })
  const [own, none] = [await fresh(ann), await fresh(bob)]
  assert.deepEqual([sum(own.sold), sum(own.refused), own.moments.map(({ sale_id }) => sale_id)], [1, 0, [sale.id]])
  assert.deepEqual([sum(none.sold), sum(none.refused), none.moments], [0, 0, []])
})
