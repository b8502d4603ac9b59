/**
 * A random workload with crashes at their named points, against a model. The seed is in the title: the same seed does the
 * same. Another one: WORKLOAD_SEED=7.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq } from 'drizzle-orm'
import { Redis } from 'ioredis'
import type { Sale } from '../src/ledger/index.ts'
import { type Context, checkout, purchase, reconcile, sweep } from '../src/operations/index.ts'
import { createModel } from './model.ts'
import { books, Crash, dying, word } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const STEPS = 400
const ITEMS = 40
const LIMIT = 4
const USERS = ['ann', 'bob', 'cy', 'dee', 'eve', 'fay', 'gus', 'hal', 'ida', 'jan', 'kim', 'lou', 'mia']
const SEEDS = process.env.WORKLOAD_SEED ? [Number(process.env.WORKLOAD_SEED)] : [1, 2, 3]

let stage: Stage
let servers: Context[]
let redis: Redis
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0, saleItems: ITEMS, buyerLimit: LIMIT } })
  servers = [stage.ctx, await stage.anotherServer()]
  redis = new Redis(stage.stores.redisUrl)
})
after(async () => {
  redis.disconnect()
  await stage.stop()
})

/** Mulberry32: small, seeded, good enough to choose by. */
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

for (const seed of SEEDS) {
  test(`seed ${seed}: ${STEPS} steps on two servers end as the model says, each with the answer it says`, async () => {
    const sale = await stage.openSale()
    const model = createModel(ITEMS, LIMIT)
    const random = randomFrom(seed)
    const codes: { code: string; user: string }[] = []
    const log: string[] = []
    const positions = () => [...new Set(Array.from({ length: 1 + random.below(3) }, () => random.below(ITEMS)))]

    const steps: Record<string, (ctx: Context) => Promise<[real: string, expected: string]>> = {
      async checkout(ctx) {
        const user = random.pick(USERS)
        const wanted = positions()
        const outcome = await checkout(ctx, { user_id: user, id: wanted.map((at) => sale.firstItemId + at) })
        const code = outcome.ok ? outcome.value.code : ''
        const expected = model.checkout(code, user, wanted)
        if (outcome.ok) codes.push({ code, user })
        return [outcome.ok ? 'ok' : outcome.code, expected]
      },
      async add(ctx) {
        if (codes.length === 0) return ['', '']
        const { code, user } = random.pick(codes)
        const wanted = positions()
        const outcome = await checkout(ctx, { user_id: user, code, id: wanted.map((at) => sale.firstItemId + at) })
        return [outcome.ok ? 'ok' : outcome.code, model.add(code, user, wanted)]
      },
      async purchase(ctx) {
        if (codes.length === 0) return ['', '']
        const { code } = random.pick(codes.slice(-12))
        const crash = random.pick(['none', 'none', 'none', 'before commit', 'after commit', 'before settle'] as const)
        const server = crash === 'none' ? ctx : dying(ctx, crash)
        const real = await purchase(server, { code }).then(word, (error) => {
          if (error instanceof Crash) return 'crash'
          throw error
        })
        const expected = model.purchase(code, crash)
        await settled(ctx, sale, model.openTakes())
        return [real, expected]
      },
      async 'purchase without the gate'(ctx) {
        if (codes.length === 0) return ['', '']
        const { code } = random.pick(codes.slice(-12))
        const alone = { ...ctx, gate: Object.create(ctx.gate, { up: { get: () => false } }) }
        const real = word(await purchase(alone, { code }))
        const expected = model.purchaseWithoutGate(code)
        if (real.startsWith('sold ')) {
          await reconcile(ctx, new Map())
          model.forget()
        }
        await settled(ctx, sale, model.openTakes())
        return [real, expected]
      },
      async sweep(ctx) {
        await sweep(ctx)
        model.sweep()
        return ['', '']
      },
      async 'flush Redis'() {
        await redis.flushall()
        model.forget()
        return ['', '']
      },
    }
    const chances = [
      'checkout',
      'checkout',
      'checkout',
      'add',
      'purchase',
      'purchase',
      'purchase',
      'purchase',
      'purchase without the gate',
      'sweep',
      'flush Redis',
    ]
    for (let step = 0; step < STEPS; step++) {
      const name = random.pick(chances)
      const [real, expected] = (await steps[name]?.(random.pick(servers))) ?? ['', '']
      log.push(`${step} ${name}: ${real}`)
      assert.equal(real, expected, `seed ${seed}, ${log.slice(-8).join('; ')}`)
    }
    await sweep(stage.ctx)
    model.sweep()
    await endsAs(model.sold(), sale)
  })
}

/** The gate hears of a settle a moment after the answer. */
const settled = (ctx: Context, sale: Sale, openTakes: number) =>
  until('takes are settled', async () => {
    const now = await ctx.sales.refresh(sale.id)
    const seen = now && (await ctx.gate.compare(now))
    return seen?.status !== 'ok' || seen.takes.size <= openTakes
  })

async function endsAs(sold: Map<number, string>, sale: Sale): Promise<void> {
  const { ctx } = stage
  const lines = await ctx.db
    .select({ itemId: schema.orderLines.itemId, userId: schema.orders.userId })
    .from(schema.orderLines)
    .innerJoin(schema.orders, eq(schema.orders.id, schema.orderLines.orderId))
    .where(eq(schema.orderLines.saleId, sale.id))
  const real = new Map(lines.map((line) => [line.itemId - sale.firstItemId, line.userId]))
  assert.deepEqual([...real].sort(), [...sold].sort())
  const memory = new Map()
  await reconcile(ctx, memory)
  assert.equal(await reconcile(ctx, memory), 0, 'gate and ledger agree')
  const { promises, units, gate } = await books(ctx, sale)
  assert.deepEqual(promises, { exact: true, fair: true, conserved: true })
  if (gate) assert.deepEqual([gate.free, gate.out], [units.free, 0])
}
