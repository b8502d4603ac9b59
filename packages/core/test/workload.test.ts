/**
 * A random workload with crashes at named points, checked against a model. The seed is in the title and reproduces the run. To use
 * another one: TEST_SEED=7.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import type { Sale } from '../src/ledger/index.ts'
import type { Context } from '../src/operations/index.ts'
import { agree, merchantSale } from './held-shop.ts'
import { createHeld } from './model/held.ts'
import { createPurchases } from './model/purchases.ts'
import { createStockModel, type ItemRule, type Share, type StockModel } from './model/stock.ts'
import { auditOf } from './shop.ts'
import { createStage, type Stage } from './stage.ts'
import { createSteps } from './workload-steps.ts'

const STEPS = 500
const ITEMS = 40
const LIMIT = 6
const USERS = ['ann', 'bob', 'cy', 'dee', 'eve', 'fay', 'gus', 'hal', 'ida', 'jan', 'kim', 'lou', 'mia']
const FIRST_SEED = Number(process.env.TEST_SEED ?? 1)
const SEEDS = [FIRST_SEED, FIRST_SEED + 1, FIRST_SEED + 2]
/** Relative frequency of each step. */
const CHANCES = {
  checkout: 6,
  add: 2,
  purchase: 8,
  'purchase without the gate': 2,
  hold: 5,
  'hold without the gate': 1,
  confirm: 2,
  cancel: 3,
  expire: 1,
  order: 5,
  'order without the gate': 1,
  decide: 2,
  'decide and crash': 1,
  cart: 3,
  'check out the cart': 1,
  sweep: 2,
  'flush Redis': 2,
}

let stage: Stage
let servers: Context[]
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  servers = [stage.ctx, await stage.anotherServer()]
})
after(async () => {
  await stage.stop()
})

/** Mulberry32, a small seeded generator. */
function randomFrom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { below, pick: <T>(from: readonly T[]): T => from[below(from.length)] as T }
}

/** Items with one unit or a small stock; some have their own limit. */
const ruleOf = (position: number): ItemRule => ({ stock: 1 + (position % 4), limit: position % 3 === 0 ? 1 : LIMIT })

for (const seed of SEEDS) {
  test(`seed ${seed}: ${STEPS} steps on two servers match the model, in every outcome and in the final state`, async () => {
    const rules = Array.from({ length: ITEMS }, (_, position) => ruleOf(position))
    const listed = rules.map(({ stock, limit }) => ({
      stock,
      price: 100,
      ...(limit < LIMIT && { buyer_limit: limit }),
    }))
    const sale = await merchantSale(stage.ctx, listed, { buyer_limit: LIMIT })
    const random = randomFrom(seed)
    const model = createStockModel(rules, LIMIT)
    const [purchases, held] = [createPurchases(model), createHeld(model)]
    const users = USERS.map((user) => `${user} of ${seed}`)
    const steps = createSteps({ sale, redis: stage.redis, purchases, held, users, items: ITEMS, ...random })
    const names = Object.entries(CHANCES).flatMap(([name, times]) => Array.from({ length: times }, () => name))
    const log: string[] = []
    for (let step = 0; step < STEPS; step++) {
      const name = random.pick(names)
      const [real, expected] = (await steps[name]?.(random.pick(servers))) ?? ['no such step', '']
      log.push(`${step} ${name}: ${real}`)
      assert.equal(real, expected, `seed ${seed}, ${log.slice(-8).join('; ')}`)
    }
    await steps.sweep?.(stage.ctx)
    await endsAs(model, sale)
  })
}

const spell = (shares: Iterable<Share>): string[] => {
  const units: string[] = []
  for (const { user, lines } of shares)
    for (const { position, quantity } of lines) for (let i = 0; i < quantity; i++) units.push(`${position} ${user}`)
  return units.sort()
}

async function endsAs(model: StockModel, sale: Sale): Promise<void> {
  const { ctx } = stage
  const lines = await ctx.db
    .select({ itemId: schema.orderLines.itemId, userId: schema.orders.userId })
    .from(schema.orderLines)
    .innerJoin(schema.orders, eq(schema.orders.id, schema.orderLines.orderId))
    .where(eq(schema.orderLines.saleId, sale.id))
  const real = lines.map(({ itemId, userId }) => `${itemId - sale.firstItemId} ${userId}`).sort()
  assert.deepEqual(real, spell(model.sold))
  await agree(ctx)
  const { promises, units, gate } = await auditOf(ctx, sale)
  assert.deepEqual(promises, { exact: true, fair: true, conserved: true })
  assert.equal(units.held, spell(model.held.values()).length)
  if (gate) assert.deepEqual([gate.free, gate.out], [units.free, units.held])
}
