import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { CheckoutRecord, Gate, Snapshot } from '../src/gate/index.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
let gate: Gate
let nextSaleId = 1_000
before(async () => {
  stage = await createStage()
  gate = stage.ctx.gate
})
after(() => stage.stop())

const PAST = new Date(Date.now() - 60_000)
const FUTURE = new Date(Date.now() + 3_600_000)
const LEASE_MS = 30_000

/** A sale of three items with one unit each and one item with two, limit 2, that only the gate knows. */
async function freshSale(change: Partial<Snapshot> = {}) {
  const saleId = nextSaleId++
  const units = [1, 1, 1, 2].map((left) => ({ left, out: 0 }))
  const snapshot = { saleId, epoch: 1, startsAt: PAST, endsAt: null, buyerLimit: 2, units, buyers: [], ...change }
  assert.equal((await gate.install(snapshot)).status, 'ok')
  return { id: saleId, epoch: snapshot.epoch }
}

const ann = (...positions: number[]): CheckoutRecord => ({ userId: 'ann', positions, ttlMs: 60_000 })
const bob = (...positions: number[]): CheckoutRecord => ({ userId: 'bob', positions, ttlMs: 60_000 })
const take = (sale: { id: number; epoch: number }, id: string, record?: CheckoutRecord, leaseMs = LEASE_MS) =>
  gate.take(sale, { id, leaseMs, record })

/** What is left on the shelf and out, by position; and what buyers are counted for. */
async function state(sale: { id: number; epoch: number }) {
  const found = await gate.compare(sale)
  assert.equal(found.status, 'ok')
  if (found.status !== 'ok') throw new Error('unreachable')
  return {
    left: [...found.units.left].join(),
    out: [...found.units.out].join(),
    buyers: Object.fromEntries(found.buyers),
    takes: [...found.takes.keys()].sort().join(),
  }
}

describe('take', () => {
  const cases: {
    title: string
    before?: (sale: { id: number; epoch: number }) => Promise<unknown>
    record: CheckoutRecord
    status: string
    taken?: string
    refused?: string
    after: { left: string; out: string; buyers: Record<string, number>; takes: string }
  }[] = [
    {
      title: 'a free unit leaves the shelf and counts against the limit',
      record: ann(0),
      status: 'taken',
      taken: '0:1',
      after: { left: '0,1,1,2', out: '1,0,0,0', buyers: { ann: 1 }, takes: 'x' },
    },
    {
      title: 'what is gone is refused and the rest is taken',
      before: (sale) => take(sale, 'first', bob(0)),
      record: ann(0, 1),
      status: 'taken',
      taken: '1:1',
      refused: '0:sold_out',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 1, bob: 1 }, takes: 'first,x' },
    },
    {
      title: 'nothing free: refused, and nothing is changed',
      before: (sale) => take(sale, 'first', bob(0, 1)),
      record: ann(0, 1),
      status: 'refused',
      refused: '0:sold_out,1:sold_out',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { bob: 2 }, takes: 'first' },
    },
    {
      title: 'beyond the limit: refused line by line',
      record: ann(0, 1, 2),
      status: 'taken',
      taken: '0:1,1:1',
      refused: '2:limit_reached',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 2 }, takes: 'x' },
    },
    {
      title: 'at the limit: refused, and nothing is changed',
      before: (sale) => take(sale, 'first', ann(0, 1)),
      record: ann(2),
      status: 'refused',
      refused: '2:limit_reached',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 2 }, takes: 'first' },
    },
    {
      title: 'the same id again gives the same lines and moves nothing',
      before: (sale) => take(sale, 'x', ann(0, 1)),
      record: ann(0, 1),
      status: 'taken',
      taken: '0:1,1:1',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 2 }, takes: 'x' },
    },
    {
      title: 'an item with two units is taken twice, by two',
      before: (sale) => take(sale, 'first', bob(3)),
      record: ann(3),
      status: 'taken',
      taken: '3:1',
      after: { left: '1,1,1,0', out: '0,0,0,2', buyers: { ann: 1, bob: 1 }, takes: 'first,x' },
    },
  ]
  for (const { title, before: prepare, record, status, taken = '', refused = '', after: expected } of cases) {
    test(title, async () => {
      const sale = await freshSale()
      await prepare?.(sale)
      const reply = await take(sale, 'x', record)
      assert.equal(reply.status, status)
      if (reply.status !== 'taken' && reply.status !== 'refused') throw new Error('unreachable')
      assert.equal(reply.taken.map((line) => `${line.position}:${line.quantity}`).join(), taken)
      assert.equal(reply.refused.map((line) => `${line.position}:${line.reason}`).join(), refused)
      assert.deepEqual(await state(sale), expected)
    })
  }

  test('a checkout that the gate does not know is unknown until the caller brings it', async () => {
    const sale = await freshSale()
    assert.deepEqual(await take(sale, 'x'), { status: 'unknown' })
    assert.equal((await take(sale, 'x', ann(0))).status, 'taken')
  })

  test("another buyer's checkout is not theirs to take", async () => {
    const sale = await freshSale()
    assert.deepEqual(await gate.take(sale, { id: 'x', leaseMs: LEASE_MS, userId: 'bob', record: ann(0) }), {
      status: 'not_yours',
    })
    assert.equal((await state(sale)).left, '1,1,1,2')
  })

  test('a sale opens and closes by the clock of Redis', async () => {
    assert.deepEqual(await take(await freshSale({ startsAt: FUTURE }), 'x', ann(0)), { status: 'not_open' })
    assert.deepEqual(await take(await freshSale({ endsAt: new Date(Date.now() - 1_000) }), 'x', ann(0)), {
      status: 'closed',
    })
  })

  test('buyers called like keys, prototypes and formats are buyers like others', async () => {
    const sale = await freshSale()
    const names = ['a:b', '{7}', '__proto__', 'used', '5', 'a b  c', '%d\u00a0\u{1f600}', "'; drop table"]
    for (const [i, userId] of names.entries()) {
      const reply = await take(sale, `x${i}`, { userId, positions: [0], ttlMs: 60_000 })
      assert.equal(reply.status === 'taken' || reply.status === 'refused' ? reply.buyer : '', userId)
      assert.equal((await gate.release(sale, `x${i}`)) === 'ok', true)
    }
    assert.deepEqual((await state(sale)).buyers, {})
  })
})

describe('settle and release', () => {
  const taken = { left: '0,1,1,2', out: '1,0,0,0', buyers: { ann: 1 }, takes: 'x' }
  const settled = { left: '0,1,1,2', out: '0,0,0,0', buyers: { ann: 1 }, takes: '' }
  const released = { left: '1,1,1,2', out: '0,0,0,0', buyers: {}, takes: '' }
  const cases = [
    { title: 'nothing: the unit stays out', calls: [], replies: [], after: taken },
    { title: 'settle: the unit is gone, the limit stays used', calls: ['settle'], replies: ['ok'], after: settled },
    { title: 'release: the unit and the limit come back', calls: ['release'], replies: ['ok'], after: released },
    { title: 'settle twice is settle once', calls: ['settle', 'settle'], replies: ['ok', 'unknown'], after: settled },
    {
      title: 'release twice is release once',
      calls: ['release', 'release'],
      replies: ['ok', 'unknown'],
      after: released,
    },
    {
      title: 'a release after settle gives nothing back',
      calls: ['settle', 'release'],
      replies: ['ok', 'unknown'],
      after: settled,
    },
    {
      title: 'a settle after release takes nothing',
      calls: ['release', 'settle'],
      replies: ['ok', 'unknown'],
      after: released,
    },
  ] as const
  for (const { title, calls, replies, after: expected } of cases) {
    test(title, async () => {
      const sale = await freshSale()
      await take(sale, 'x', ann(0))
      const found: string[] = []
      for (const call of calls)
        found.push(call === 'settle' ? await gate.settle(sale, 'x') : await gate.release(sale, 'x'))
      assert.deepEqual(found, [...replies])
      assert.deepEqual(await state(sale), expected)
    })
  }

  test('a released checkout can be taken again, unless the ledger has made it void', async () => {
    const sale = await freshSale()
    await take(sale, 'x', ann(3))
    await gate.release(sale, 'x')
    assert.equal((await take(sale, 'x')).status, 'taken')
    await gate.release(sale, 'x', 'void')
    assert.deepEqual(await take(sale, 'x'), { status: 'used' })
  })

  test('a settled checkout is used: it cannot be taken again', async () => {
    const sale = await freshSale()
    await take(sale, 'x', ann(3))
    await gate.settle(sale, 'x')
    assert.deepEqual(await take(sale, 'x', ann(3)), { status: 'used' })
  })
})

describe('checkout', () => {
  const call = (sale: { id: number; epoch: number }, id: string, positions: number[], change: object = {}) =>
    gate.checkout(sale, { id, mode: 'new', userId: 'ann', positions, ttlMs: 60_000, itemsMax: 3, ...change })

  test('keeps what is on the shelf and names it; nothing is reserved', async () => {
    const sale = await freshSale()
    await take(sale, 'other', bob(1))
    assert.deepEqual(await call(sale, 'c', [0, 1]), { status: 'ok', positions: [0] })
    assert.equal((await state(sale)).left, '1,0,1,2')
    const reply = await take(sale, 'c')
    assert.equal(reply.status === 'taken' && reply.taken.map((line) => line.position).join(), '0')
  })

  test('all gone: sold_out, and there is no checkout', async () => {
    const sale = await freshSale()
    await take(sale, 'other', bob(0))
    assert.deepEqual(await call(sale, 'c', [0]), { status: 'sold_out' })
    assert.deepEqual(await take(sale, 'c'), { status: 'unknown' })
  })

  test('adding keeps what was there, once each, up to the most', async () => {
    const sale = await freshSale()
    await call(sale, 'c', [0])
    assert.deepEqual(await call(sale, 'c', [0, 1], { mode: 'add' }), { status: 'ok', positions: [0, 1] })
    assert.deepEqual(await call(sale, 'c', [2, 3], { mode: 'add' }), { status: 'too_many' })
    const reply = await take(sale, 'c')
    assert.equal(reply.status === 'taken' && reply.taken.map((line) => line.position).join(), '0,1')
  })

  test("adding to nobody's, another's, a taken or a used checkout is refused", async () => {
    const sale = await freshSale()
    assert.deepEqual(await call(sale, 'none', [0], { mode: 'add' }), { status: 'unknown' })
    await call(sale, 'c', [0])
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add', userId: 'bob' }), { status: 'not_yours' })
    await take(sale, 'c')
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add' }), { status: 'taken' })
    await gate.settle(sale, 'c')
    assert.deepEqual(await call(sale, 'c', [1], { mode: 'add' }), { status: 'used' })
  })

  test('before the opening and after the close there is no checkout', async () => {
    assert.deepEqual(await call(await freshSale({ startsAt: FUTURE }), 'c', [0]), { status: 'not_open' })
    assert.deepEqual(await call(await freshSale({ endsAt: new Date(Date.now() - 1) }), 'c', [0]), { status: 'closed' })
  })
})

describe('epoch and seq', () => {
  test('every script refuses another epoch, and an empty gate, without a change', async () => {
    const sale = await freshSale({ epoch: 5 })
    await take(sale, 'x', ann(0))
    const before = await state(sale)
    for (const [wrong, status] of [
      [{ ...sale, epoch: 4 }, 'stale'],
      [{ ...sale, epoch: 6 }, 'stale'],
      [{ id: nextSaleId++, epoch: 1 }, 'no_epoch'],
    ] as const) {
      assert.equal((await take(wrong, 'y', bob(1))).status, status)
      assert.equal(await gate.settle(wrong, 'x'), status)
      assert.equal(await gate.release(wrong, 'x'), status)
      assert.equal((await gate.overdue(wrong)).status, status)
      assert.equal((await gate.compare(wrong)).status, status)
      const input = { id: 'z', mode: 'new' as const, userId: 'b', positions: [1], ttlMs: 1_000, itemsMax: 3 }
      assert.equal((await gate.checkout(wrong, input)).status, status)
    }
    assert.deepEqual(await state(sale), before)
  })

  test('an install with an equal or older epoch changes nothing, a newer one drops takes and checkouts', async () => {
    const sale = await freshSale({ epoch: 5 })
    await take(sale, 'x', ann(0))
    const units = [{ left: 9, out: 0 }]
    const snapshot = {
      saleId: sale.id,
      startsAt: PAST,
      endsAt: null,
      buyerLimit: 2,
      units,
      buyers: [{ userId: 'bob', units: 1 }],
    }
    assert.deepEqual(await gate.install({ ...snapshot, epoch: 5 }), { status: 'stale', epoch: 5 })
    assert.equal((await state(sale)).takes, 'x')
    assert.deepEqual(await gate.install({ ...snapshot, epoch: 6 }), { status: 'ok', epoch: 6 })
    const newer = { id: sale.id, epoch: 6 }
    assert.deepEqual(await state(newer), { left: '9', out: '0', buyers: { bob: 1 }, takes: '' })
    assert.equal((await take(newer, 'x')).status, 'unknown', 'the ledger knows the checkout')
  })

  test('a snapshot with more buyers than one call carries is installed whole', async () => {
    const buyers = Array.from({ length: 2_500 }, (_, i) => ({ userId: `buyer ${i}`, units: 1 + (i % 2) }))
    const sale = await freshSale({ buyers })
    assert.equal(Object.keys((await state(sale)).buyers).length, 2_500)
  })

  test('a look tells what changed, and that nothing did', async () => {
    const sale = await freshSale()
    const first = await gate.look(sale.id, { epoch: 0, seq: 0 })
    assert.equal(first.status, 'ok')
    if (first.status !== 'ok') throw new Error('unreachable')
    assert.deepEqual(await gate.look(sale.id, first), { status: 'unchanged' })
    await take(sale, 'x', ann(2))
    const second = await gate.look(sale.id, first)
    assert.equal(second.status === 'ok' && second.seq > first.seq, true)
    assert.equal(second.status === 'ok' && [...second.units.left].join(), '1,1,0,2')
  })
})

test('takes are overdue when their lease has run out, by the clock of Redis', async () => {
  const sale = await freshSale()
  await take(sale, 'late', ann(0), 0)
  await take(sale, 'young', ann(1), LEASE_MS)
  assert.deepEqual(await gate.overdue(sale), { status: 'ok', ids: ['late'] })
})
