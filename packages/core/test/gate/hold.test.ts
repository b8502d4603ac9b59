import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ann, bob, PAST, useGate } from './gate-stage.ts'

const stage = useGate()

const hold = { kind: 'hold' } as const
const order = { kind: 'order' } as const

describe('a hold in the gate', () => {
  const held = { left: '1,1,1,1', out: '0,0,0,1', buyers: { ann: 1 }, takes: '' }
  const sold = { left: '1,1,1,1', out: '0,0,0,0', buyers: { ann: 1 }, takes: '' }
  const back = { left: '1,1,1,2', out: '0,0,0,0', buyers: {}, takes: '' }
  const cases = [
    { title: 'keeps its unit, without a lease', calls: ['hold'], replies: ['ok'], after: held },
    { title: 'is recorded once', calls: ['hold', 'hold'], replies: ['ok', 'unknown'], after: held },
    { title: 'that is settled is sold', calls: ['hold', 'settle'], replies: ['ok', 'ok'], after: sold },
    { title: 'that is released returns to the shelf', calls: ['hold', 'release'], replies: ['ok', 'ok'], after: back },
    { title: 'ends once', calls: ['hold', 'release', 'settle'], replies: ['ok', 'ok', 'unknown'], after: back },
    {
      title: 'that has ended is not revived by a late call',
      calls: ['release', 'hold'],
      replies: ['ok', 'unknown'],
      after: back,
    },
  ] as const
  for (const { title, calls, replies, after: expected } of cases) {
    test(title, async () => {
      const sale = await stage.freshSale()
      await stage.take(sale, 'x', ann(3), hold)
      const found: string[] = []
      for (const call of calls) found.push(await stage.gate[call](sale, 'x'))
      assert.deepEqual(found, replies)
      assert.deepEqual(await stage.state(sale), expected)
    })
  }

  test("is the buyer's only hold on the item: another take gets its id, before and after the commit", async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'x', ann(3), hold)
    for (const kept of [false, true]) {
      if (kept) await stage.gate.hold(sale, 'x')
      const again = await stage.take(sale, 'y', ann(3), hold)
      assert.deepEqual([again.status, 'id' in again && again.id], ['known', 'x'])
      const theirs = await stage.take(sale, `z ${kept}`, bob(kept ? 0 : 1), hold)
      assert.equal(theirs.status, 'taken')
    }
    await stage.gate.release(sale, 'x')
    const again = await stage.take(sale, 'y', ann(3), hold)
    assert.deepEqual([again.status, 'id' in again && again.id], ['taken', 'y'])
  })

  test('is never overdue', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'kept', ann(0), { ...hold, leaseMs: 0 })
    await stage.take(sale, 'lost', ann(1), { ...hold, leaseMs: 0 })
    await stage.gate.hold(sale, 'kept')
    assert.deepEqual(await stage.gate.overdue(sale), { status: 'ok', takes: [{ id: 'lost', kind: 'hold' }] })
  })

  test('from a snapshot ends like one that was taken in the gate', async () => {
    const held = [
      { id: 'h', kind: 'hold' as const, userId: 'ann', lines: [{ position: 3, quantity: 1 }] },
      { id: 'o', kind: 'order' as const, userId: 'bob', lines: [{ position: 0, quantity: 1 }] },
    ]
    const units = [0, 1, 1, 1].map((left, i) => ({ left, out: i === 0 || i === 3 ? 1 : 0 }))
    const buyers = [
      { userId: 'ann', units: 1 },
      { userId: 'bob', units: 1 },
    ]
    const sale = await stage.freshSale({ held, units, buyers })
    const again = await stage.take(sale, 'y', ann(3), hold)
    assert.deepEqual([again.status, 'id' in again && again.id], ['known', 'h'])
    assert.equal(await stage.gate.release(sale, 'h'), 'ok')
    assert.equal(await stage.gate.settle(sale, 'o'), 'ok')
    assert.deepEqual(await stage.state(sale), { left: '0,1,1,2', out: '0,0,0,0', buyers: { bob: 1 }, takes: '' })
  })
})

describe('an order in the gate', () => {
  test('takes all of its lines or none', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'first', bob(0))
    const before = await stage.state(sale)
    const refused = await stage.take(sale, 'x', ann(0, 1), order)
    assert.deepEqual('refused' in refused && refused.refused, [{ position: 0, reason: 'sold_out' }])
    assert.deepEqual(await stage.state(sale), before)
    assert.equal((await stage.take(sale, 'x', ann(1, 2), order)).status, 'taken')
  })

  test('takes the requested quantities, within stock and limit', async () => {
    const sale = await stage.freshSale({ buyerLimit: 5 })
    const of = (quantity: number) => ({ userId: 'ann', lines: [{ position: 3, quantity }] })
    assert.equal((await stage.take(sale, 'x', of(3), order)).status, 'refused')
    assert.equal((await stage.take(sale, 'x', of(2), order)).status, 'taken')
    assert.deepEqual(await stage.state(sale), { left: '1,1,1,0', out: '0,0,0,2', buyers: { ann: 2 }, takes: 'x' })
    await stage.gate.release(sale, 'x')
    assert.deepEqual(await stage.state(sale), { left: '1,1,1,2', out: '0,0,0,0', buyers: {}, takes: '' })
  })
})

describe('the limit of an item', () => {
  const limits = [0, 0, 0, 1]
  test('is enforced per buyer, and released with the unit', async () => {
    const sale = await stage.freshSale({ limits, buyerLimit: 9 })
    await stage.take(sale, 'x', ann(3))
    const refused = await stage.take(sale, 'y', ann(3, 2))
    assert.deepEqual('refused' in refused && refused.refused, [{ position: 3, reason: 'limit_reached' }])
    assert.equal((await stage.take(sale, 'z', bob(3))).status, 'taken')
    await stage.gate.release(sale, 'x')
    assert.equal((await stage.take(sale, 'again', ann(3))).status, 'taken')
  })

  test('counts the units in a snapshot', async () => {
    const sale = await stage.freshSale({ limits, buyerItems: [{ position: 3, userId: 'ann', units: 1 }] })
    assert.equal((await stage.take(sale, 'x', ann(3))).status, 'refused')
    assert.equal((await stage.take(sale, 'y', bob(3))).status, 'taken')
  })
})

test('a paused sale refuses takes and checkouts, but holds can end', async () => {
  const sale = await stage.freshSale({
    paused: true,
    held: [{ id: 'h', kind: 'hold', userId: 'ann', lines: [{ position: 0, quantity: 1 }] }],
    units: [{ left: 0, out: 1 }],
    startsAt: PAST,
  })
  assert.deepEqual(await stage.take(sale, 'x', bob(0)), { status: 'paused' })
  const wanted = { ...bob(0), id: 'c', mode: 'new' as const, ttlMs: 1_000, itemsMax: 3 }
  assert.deepEqual(await stage.gate.checkout(sale, wanted), { status: 'paused' })
  assert.equal(await stage.gate.settle(sale, 'h'), 'ok')
})
