import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { and, eq } from 'drizzle-orm'
import type { Sale } from '../src/ledger/index.ts'
import { checkout, closeSoldOut, readActiveSales, reconcile } from '../src/operations/index.ts'
import { holdOf } from './held-shop.ts'
import { auditOf, buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage({ settings: { saleItems: 3 } })
})
after(() => stage.stop())

const soldOutEvents = (sale: Sale) =>
  stage.ctx.db.$count(
    schema.outboxEvents,
    and(eq(schema.outboxEvents.saleId, sale.id), eq(schema.outboxEvents.type, 'sale.sold_out')),
  )

async function sellAll(sale: Sale): Promise<string> {
  const code = await codeFor(stage.ctx, sale, 'ann', 0, 1, 2)
  assert.equal(await buy(stage.ctx, code), 'sold 3')
  return code
}

describe('a sale', () => {
  test('stays open until its last unit is sold, even after later sales have started', async () => {
    const [younger, older] = [await stage.openSale(), await stage.openSale()]
    await buy(stage.ctx, await codeFor(stage.ctx, older, 'ann', 0, 1))
    await sellAll(younger)
    await closeSoldOut(stage.ctx)
    assert.equal(await buy(stage.ctx, await codeFor(stage.ctx, older, 'bob', 2)), 'sold 1')
  })

  test('that has sold its last unit is marked sold out once, with one event, by any number of servers', async () => {
    const sale = await stage.openSale()
    await sellAll(sale)
    const other = await stage.anotherServer()
    const closed = await Promise.all([stage.ctx, other, stage.ctx, other].map((ctx) => closeSoldOut(ctx)))
    assert.equal(closed.reduce((sum, count) => sum + count, 0) >= 1, true)
    assert.equal(await soldOutEvents(sale), 1)
  })

  test('that sold out while its gate missed the end of a hold gets a gate without that hold', async () => {
    const { ctx } = stage
    const sale = await stage.openSale()
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    // The server that confirms it crashes before it notifies the gate.
    const row = { kind: 'hold' as const, saleId: sale.id, id, userId: null, target: 'confirmed' as const, reason: null }
    await ctx.ledger.endHeld({ ...row, units: 1, requestId: ctx.newId() })
    await buy(ctx, await codeFor(ctx, sale, 'ann', 1, 2))
    await closeSoldOut(ctx)
    const memory = new Map()
    await until('the gate has no unit out', async () => {
      await reconcile(ctx, memory)
      return (await auditOf(ctx, sale)).gate?.out === 0
    })
  })

  test('is marked sold out by the ledger alone, even if the gate has lost it', async () => {
    const sale = await stage.openSale()
    const code = await sellAll(sale)
    await stage.stores.redis.kill()
    await closeSoldOut(stage.ctx)
    const closed = await stage.ctx.sales.get(sale.id)
    assert.notEqual(closed?.soldOutAt, null)
    const late = await checkout(stage.ctx, { user_id: 'bob', id: sale.firstItemId })
    assert.equal(late.ok ? 'ok' : late.code, 'sold_out')
    assert.equal(await buy(stage.ctx, code), 'code_used', 'what was bought stays bought')
    await stage.stores.redis.start()
  })

  test('that is not sold out is never marked sold out, and stays listed', async () => {
    const sale = await stage.openSale()
    await buy(stage.ctx, await codeFor(stage.ctx, sale, 'ann', 0, 1))
    await closeSoldOut(stage.ctx)
    const active = await readActiveSales(stage.ctx)
    assert.equal(active.ok && active.value.sales.some(({ id }) => id === sale.id), true)
    assert.equal((await auditOf(stage.ctx, sale)).units.free, 1)
  })

  test('that sold out long ago is found by a new server, even after lookups of unknown ids', async () => {
    const [old] = [await stage.openSale(), await stage.openSale()]
    const hourAgo = new Date(Date.now() - 3_600_000)
    await stage.ctx.db.update(schema.sales).set({ soldOutAt: hourAgo }).where(eq(schema.sales.id, old.id))
    const server = await stage.anotherServer()
    assert.equal(await server.sales.ofItem(99_999_999), null)
    assert.equal((await server.sales.get(old.id))?.id, old.id)
  })
})
