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

  test('keeps what is on the shelf and names it; nothing is reserved', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'other', bob(1))
    assert.deepEqual(await call(sale, 'c', [0, 1]), { status: 'ok', lines: ann(0).lines })
    assert.equal((await stage.state(sale)).left, '1,0,1,2')
    const reply = await stage.take(sale, 'c')
    assert.equal(reply.status === 'taken' && reply.taken.map((line) => line.position).join(), '0')
  })

  test('all gone: sold_out, and there is no checkout', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'other', bob(0))
    assert.deepEqual(await call(sale, 'c', [0]), { status: 'sold_out' })
    assert.deepEqual(await stage.take(sale, 'c'), { status: 'unknown' })
  })

  test('adding keeps what was there, once each, up to the most', async () => {
    const sale = await stage.freshSale()
    await call(sale, 'c', [0])
    assert.deepEqual(await call(sale, 'c', [0, 1], { mode: 'add' }), { status: 'ok', lines: ann(0, 1).lines })
    assert.deepEqual(await call(sale, 'c', [2, 3], { mode: 'add' }), { status: 'too_many' })
    const reply = await stage.take(sale, 'c')
    assert.equal(reply.status === 'taken' && reply.taken.map((line) => line.position).join(), '0,1')
  })

  test("adding to nobody's, another's, a taken or a used checkout is refused", async () => {
    const sale = await stage.freshSale()
    assert.deepEqual(await call(sale, 'none', [0], { mode: 'add' }), { status: 'unknown' })
    await call(sale, 'c', [0])
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add', userId: 'bob' }), { status: 'not_yours' })
    await stage.take(sale, 'c')
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add' }), { status: 'taken' })
    await stage.gate.settle(sale, 'c')
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add' }), { status: 'used' })
  })

  test('before the opening and after the close there is no checkout', async () => {
    assert.deepEqual(await call(await stage.freshSale({ startsAt: FUTURE }), 'c', [0]), { status: 'not_open' })
    assert.deepEqual(await call(await stage.freshSale({ endsAt: new Date(Date.now() - 1) }), 'c', [0]), {
      status: 'closed',
    })
  })
})
