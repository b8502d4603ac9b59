/** The operator's comparison of gate and ledger. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { compareGate, rebuildSaleGate } from '../src/operations/index.ts'
import { type Fault, withFaults } from './faults.ts'
import { buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(() => stage.stop())

test('a purchase between reading the gate and reading the ledger is not a difference', async () => {
  const { ctx } = stage
  const sale = await stage.openSale()
  await rebuildSaleGate(ctx, { id: sale.id })
  const code = await codeFor(ctx, sale, 'ann', 0)
  let comparisons = 0
  const sellsAfterFirst: Fault =
    (compare) =>
    async (...args) => {
      const seen = await compare(...args)
      if (comparisons++ === 0) assert.equal(await buy(ctx, code), 'sold 1')
      return seen
    }
  const outcome = await compareGate(withFaults(ctx, { gate: { compare: sellsAfterFirst } }), { id: sale.id })
  assert.equal(comparisons, 2, 'the first comparison differed')
  assert.deepEqual(outcome.ok && outcome.value.differences, [])
})

test('an unavailable or missing gate is reported, and comparing does not build it', async () => {
  const { ctx } = stage
  const sale = await stage.openSale()
  await stage.stores.redis.kill()
  const away = await compareGate(ctx, { id: sale.id })
  assert.equal(away.ok && away.value.gate, 'away')
  const rebuilt = await rebuildSaleGate(ctx, { id: sale.id })
  assert.equal(!rebuilt.ok && rebuilt.code, 'unavailable')
  await stage.stores.redis.start()
  await until('the gate answers', () => ctx.gate.up)
  const empty = await compareGate(ctx, { id: sale.id })
  assert.equal(empty.ok && empty.value.gate, 'empty')
  assert.equal((await ctx.sales.refresh(sale.id))?.epoch, sale.epoch)
})

test('an unknown sale is refused', async () => {
  for (const operation of [compareGate, rebuildSaleGate]) {
    const outcome = await operation(stage.ctx, { id: 9_999 })
    assert.equal(!outcome.ok && outcome.code, 'sale_not_found')
  }
})
