/** Edge cases of purchases and additions: expired, another buyer's, without the gate, or refused by the ledger. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq } from 'drizzle-orm'
import { readCode } from '../src/domain/index.ts'
import { Busy, type Sale } from '../src/ledger/index.ts'
import { type Context, checkout, closeSoldOut, purchase, reconcile, sweep } from '../src/operations/index.ts'
import { fails, precededBy, withFaults, withoutGate } from './faults.ts'
import { merchantSale, unitsOf } from './held-shop.ts'
import { auditOf, buy, codeFor, word } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
let ctx: Context
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  ctx = stage.ctx
})
after(async () => {
  await stage.stop()
})

/** The same server without its gate. */

const add = async (on: Context, sale: Sale, code: string, userId: string, ...positions: number[]) => {
  const outcome = await checkout(on, { user_id: userId, code, id: positions.map((at) => sale.firstItemId + at) })
  return outcome.ok ? 'ok' : outcome.code
}

const idOf = (code: string): string => readCode(ctx.codeKeys.valid, code)?.id ?? ''

/** A checkout that was created an hour ago and evicted from the gate. */
async function age(code: string): Promise<void> {
  const at = new Date(Date.now() - 3_600_000)
  await ctx.db
    .update(schema.attempts)
    .set({ at })
    .where(eq(schema.attempts.checkoutId, idOf(code)))
  await stage.redis.flushall()
}

const end = (sale: Sale) =>
  ctx.db
    .update(schema.sales)
    .set({ endsAt: new Date(Date.now() - 1_000) })
    .where(eq(schema.sales.id, sale.id))

describe('an expired checkout', () => {
  test('can neither be bought nor added to, with or without a gate', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    await age(code)
    for (const server of [ctx, withoutGate(ctx)]) {
      assert.equal(await add(server, sale, code, 'ann', 1), 'code_expired')
      assert.equal(await buy(server, code), 'code_expired')
    }
    assert.equal((await auditOf(ctx, sale)).units.sold, 0)
  })

  test('that was bought in time still returns its order', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    assert.equal(await buy(ctx, code), 'sold 1')
    await age(code)
    assert.equal(await buy(ctx, code), 'code_used')
  })
})

describe("another buyer's checkout", () => {
  test('is not found with another user_id, even without the gate', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    assert.equal(word(await purchase(withoutGate(ctx), { code, user_id: 'bob' })), 'code_not_found')
    assert.equal(await add(withoutGate(ctx), sale, code, 'bob', 1), 'code_not_found')
    assert.equal(word(await purchase(withoutGate(ctx), { code, user_id: 'ann' })), 'sold 1')
  })

  test('cannot be added to, even after it was bought', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    await buy(ctx, code)
    assert.equal(await add(ctx, sale, code, 'bob', 1), 'code_not_found')
    assert.equal(await add(ctx, sale, code, 'ann', 1), 'code_used')
  })
})

describe('an addition', () => {
  test('made without the gate can be bought through the rebuilt gate', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    assert.equal(await add(withoutGate(ctx), sale, code, 'ann', 1), 'ok')
    await reconcile(ctx, new Map())
    assert.equal(await buy(ctx, code), 'sold 2')
  })

  test('that is refused is recorded under its own id', async () => {
    const sale = await stage.openSale()
    await buy(ctx, await codeFor(ctx, sale, 'bob', 1))
    const code = await codeFor(ctx, sale, 'ann', 0)
    assert.equal(await add(ctx, sale, code, 'ann', 1), 'sold_out')
    assert.equal(await ctx.db.$count(schema.attempts, eq(schema.attempts.checkoutId, idOf(code))), 1)
  })

  test('beyond ten items is refused, with or without a gate', async () => {
    const sale = await stage.openSale({ saleItems: 12 })
    const code = await codeFor(ctx, sale, 'ann', 0, 1, 2, 3, 4, 5, 6, 7, 8)
    for (const server of [ctx, withoutGate(ctx)])
      assert.equal(await add(server, sale, code, 'ann', 9, 10), 'invalid_request')
  })
})

describe('a sale that is over', () => {
  test('by its end: a used code returns its order, any other code gets sale_closed', async () => {
    const sale = await stage.openSale()
    const [bought, open] = [await codeFor(ctx, sale, 'ann', 0), await codeFor(ctx, sale, 'bob', 1)]
    await buy(ctx, bought)
    await end(sale)
    await stage.redis.flushall()
    assert.equal(await buy(ctx, bought), 'code_used')
    assert.equal(await buy(ctx, open), 'sale_closed')
  })

  test('in the ledger before the gate: the units return to the shelf', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    await end(sale)
    assert.equal(await buy(ctx, code), 'sale_closed')
    await until('the take is released', async () => (await auditOf(ctx, sale)).gate?.out === 0)
    assert.equal((await auditOf(ctx, sale)).gate?.free, 10)
  })

  test('because it has sold out: the gate is not called any more', async () => {
    const sale = await stage.openSale({ saleItems: 2 })
    const late = await codeFor(ctx, sale, 'bob', 1)
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0, 1))
    assert.equal(await closeSoldOut(ctx), 1)
    let asked = 0
    const counted = precededBy(() => {
      asked++
    })
    assert.equal(await buy(withFaults(ctx, { gate: { take: counted } }), late), 'sold_out')
    assert.equal(asked, 0)
  })
})

describe('notifying the gate', () => {
  test('when the ledger is busy, the units return at once, and the same code can buy later', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    assert.equal(await buy(withFaults(ctx, { ledger: { commitTake: fails(new Busy('full')) } }), code), 'busy')
    await until('the take is released', async () => (await auditOf(ctx, sale)).gate?.out === 0)
    assert.equal(await sweep(ctx), 0)
    assert.equal(await buy(ctx, code), 'sold 1')
  })

  test('a code that is used in the ledger takes no unit from a gate that has evicted it', async () => {
    const sale = await merchantSale(ctx, [{ stock: 3, price: 100 }])
    const code = await codeFor(ctx, sale, 'ann', 0)
    await buy(ctx, code)
    await stage.redis.flushall()
    for (let times = 0; times < 2; times++) assert.equal(await buy(ctx, code), 'code_used')
    assert.equal(await unitsOf(ctx, sale), '1 + 0 + 2')
  })

  test('when the ledger refuses one of two lines, the other is sold and the gate is rebuilt', async () => {
    const sale = await stage.openSale()
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    await stage.redis.call('BITFIELD', `hg:{${sale.id}}:units`, 'SET', 'u32', '#0', '1')
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 0, 1)), 'sold 1')
    await until('the gate is rebuilt', async () => ((await auditOf(ctx, sale)).gate?.epoch ?? 0) > sale.epoch)
    assert.equal(
      await buy(ctx, await codeFor(ctx, sale, 'bob', 2, 3, 4)),
      'sold 2',
      'the refused line does not count against the limit',
    )
  })
})
