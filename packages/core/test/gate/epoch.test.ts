import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ann, bob, newSale, useGate } from './gate-stage.ts'

const stage = useGate()

describe('epoch and seq', () => {
  test('every script refuses another epoch and an empty gate without changing anything', async () => {
    const sale = await stage.freshSale({ epoch: 5 })
    await stage.take(sale, 'x', ann(0))
    const before = await stage.state(sale)
    for (const [wrong, status] of [
      [{ ...sale, epoch: 4 }, 'stale'],
      [{ ...sale, epoch: 6 }, 'stale'],
      [{ id: stage.unusedId(), epoch: 1 }, 'no_epoch'],
    ] as const) {
      assert.equal((await stage.take(wrong, 'y', bob(1))).status, status)
      assert.equal(await stage.gate.settle(wrong, 'x'), status)
      assert.equal(await stage.gate.release(wrong, 'x'), status)
      assert.equal(await stage.gate.hold(wrong, 'x'), status)
      assert.equal((await stage.gate.overdue(wrong)).status, status)
      assert.equal((await stage.gate.compare(wrong)).status, status)
      const input = {
        id: 'z',
        mode: 'new' as const,
        userId: 'b',
        lines: [{ position: 1, quantity: 1 }],
        ttlMs: 1_000,
        itemsMax: 3,
      }
      assert.equal((await stage.gate.checkout(wrong, input)).status, status)
    }
    assert.deepEqual(await stage.state(sale), before)
  })

  test('an install with an equal or older epoch changes nothing; a newer one drops takes and checkouts', async () => {
    const sale = await stage.freshSale({ epoch: 5 })
    await stage.take(sale, 'x', ann(0))
    const units = [{ left: 9, out: 0 }]
    const snapshot = {
      ...newSale,
      saleId: sale.id,
      buyerLimit: 2,
      units,
      buyers: [{ userId: 'bob', units: 1 }],
    }
    assert.deepEqual(await stage.gate.install({ ...snapshot, epoch: 5 }), { status: 'stale', epoch: 5 })
    assert.equal((await stage.state(sale)).takes, 'x')
    assert.deepEqual(await stage.gate.install({ ...snapshot, epoch: 6 }), { status: 'ok', epoch: 6 })
    const newer = { id: sale.id, epoch: 6 }
    assert.deepEqual(await stage.state(newer), { left: '9', out: '0', buyers: { bob: 1 }, takes: '' })
    assert.equal((await stage.take(newer, 'x')).status, 'unknown', 'the ledger knows the checkout')
  })

  test('a snapshot with more buyers than fit in one call is installed completely', async () => {
    const buyers = Array.from({ length: 2_500 }, (_, i) => ({ userId: `buyer ${i}`, units: 1 + (i % 2) }))
    const sale = await stage.freshSale({ buyers })
    assert.equal(Object.keys((await stage.state(sale)).buyers).length, 2_500)
  })

  test('a read returns the units, or `unchanged` for a known position', async () => {
    const sale = await stage.freshSale()
    const first = await stage.gate.read(sale.id, { epoch: 0, seq: 0 })
    assert.equal(first.status, 'ok')
    if (first.status !== 'ok') throw new Error('unreachable')
    assert.deepEqual(await stage.gate.read(sale.id, first), { status: 'unchanged' })
    await stage.take(sale, 'x', ann(2))
    const second = await stage.gate.read(sale.id, first)
    assert.equal(second.status === 'ok' && second.seq > first.seq, true)
    assert.equal(second.status === 'ok' && [...second.units.left].join(), '1,1,0,2')
  })
})

test('takes are overdue when their lease has expired by the clock of Redis', async () => {
  const sale = await stage.freshSale()
  await stage.take(sale, 'late', ann(0), { leaseMs: 0 })
  await stage.take(sale, 'young', ann(1))
  assert.deepEqual(await stage.gate.overdue(sale), { status: 'ok', takes: [{ id: 'late', kind: 'purchase' }] })
})
