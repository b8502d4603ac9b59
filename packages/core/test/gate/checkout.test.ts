import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ann, bob, FUTURE, useGate } from './gate-stage.ts'

const stage = useGate()

describe('checkout', () => {
  const call = (sale: { id: number; epoch: number }, id: string, positions: number[], change: object = {}) =>
    stage.gate.checkout(sale, {
      id,
      mode: 'new',
      ttlMs: 60_000,
      itemsMax: 3,
      ...ann(...positions),
      ...change,
    })

  test('stores and returns the available lines, and reserves nothing', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'other', bob(1))
    assert.deepEqual(await call(sale, 'c', [0, 1]), { status: 'ok', lines: ann(0).lines })
    assert.equal((await stage.state(sale)).left, '1,0,1,2')
    const reply = await stage.take(sale, 'c')
    assert.equal(reply.status === 'taken' && reply.taken.map((line) => line.position).join(), '0')
  })

  test('is refused as sold_out when nothing is available, and stores nothing', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'other', bob(0))
    assert.deepEqual(await call(sale, 'c', [0]), { status: 'sold_out' })
    assert.deepEqual(await stage.take(sale, 'c'), { status: 'unknown' })
  })

  test('an addition keeps the existing lines, without duplicates, up to the maximum', async () => {
    const sale = await stage.freshSale()
    await call(sale, 'c', [0])
    assert.deepEqual(await call(sale, 'c', [0, 1], { mode: 'add' }), { status: 'ok', lines: ann(0, 1).lines })
    assert.deepEqual(await call(sale, 'c', [2, 3], { mode: 'add' }), { status: 'too_many' })
    const reply = await stage.take(sale, 'c')
    assert.equal(reply.status === 'taken' && reply.taken.map((line) => line.position).join(), '0,1')
  })

  test("an addition to an unknown, another buyer's, taken or used checkout is refused", async () => {
    const sale = await stage.freshSale()
    assert.deepEqual(await call(sale, 'none', [0], { mode: 'add' }), { status: 'unknown' })
    await call(sale, 'c', [0])
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add', userId: 'bob' }), { status: 'not_yours' })
    await stage.take(sale, 'c')
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add' }), { status: 'taken' })
    await stage.gate.settle(sale, 'c')
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add' }), { status: 'used' })
  })

  test('is refused before the opening and after the close', async () => {
    assert.deepEqual(await call(await stage.freshSale({ startsAt: FUTURE }), 'c', [0]), { status: 'not_open' })
    assert.deepEqual(await call(await stage.freshSale({ endsAt: new Date(Date.now() - 1) }), 'c', [0]), {
      status: 'closed',
    })
  })
})
