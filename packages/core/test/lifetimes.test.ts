/** Time to live of the gate's keys. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Gate, OVERDUE_TAKES_MAX, type Snapshot } from '../src/gate/index.ts'
import { keysOf, STAGED, stagedKeyOf } from '../src/gate/keys.ts'
import { ann, newSale } from './gate/gate-stage.ts'
import { createStage, type Stage } from './stage.ts'

const TTL_MS = 60_000
const LEASE_MS = 30_000

let stage: Stage
let gate: Gate
let nextSaleId = 1_000
before(async () => {
  stage = await createStage()
  gate = stage.ctx.gate
})
after(async () => {
  await stage.stop()
})

/** A sale of two items that exists only in the gate. */
async function freshSale(change: Partial<Snapshot> = {}) {
  const saleId = change.saleId ?? nextSaleId++
  const units = [1, 1].map((left) => ({ left, out: 0 }))
  const snapshot = { ...newSale, saleId, epoch: 1, buyerLimit: 2, units, ...change }
  assert.equal((await gate.install(snapshot)).status, 'ok')
  return { id: saleId, epoch: snapshot.epoch }
}

const checkout = (sale: { id: number; epoch: number }, mode: 'new' | 'add', positions: number[], ttlMs = TTL_MS) =>
  gate.checkout(sale, { id: 'made', mode, itemsMax: 3, ...ann(...positions), ttlMs })

async function buyersOf(sale: { id: number; epoch: number }): Promise<Record<string, number>> {
  const found = await gate.compare(sale)
  return found.status === 'ok' ? Object.fromEntries(found.buyers) : {}
}

test('a checkout keeps its original expiry when it is added to, read from the ledger, or used', async () => {
  const sale = await freshSale()
  const keys = keysOf(sale.id)
  const leftOf = async (id: string) => {
    const ms = await stage.redis.pttl(keys.checkout(sale.epoch, id))
    assert.equal(ms > 0 && ms <= TTL_MS, true, `${id}: ${ms} ms`)
  }
  await checkout(sale, 'new', [0])
  await leftOf('made')
  await checkout(sale, 'add', [1], 10 * TTL_MS)
  await leftOf('made')
  await gate.take(sale, { id: 'read back', leaseMs: LEASE_MS, kind: 'purchase', wanted: ann(0) })
  await leftOf('read back')
  await gate.settle(sale, 'read back')
  await leftOf('read back')
})

test('settling or voiding a checkout that the gate does not have leaves no key behind', async () => {
  const sale = await freshSale()
  await gate.settle(sale, 'x')
  await gate.release(sale, 'x', 'void')
  assert.equal(await stage.redis.exists(keysOf(sale.id).checkout(sale.epoch, 'x')), 0)
})

test('a settle and a release are visible to the next read', async () => {
  const sale = await freshSale()
  for (const [id, position] of [
    ['settled', 0],
    ['released', 1],
  ] as const) {
    await gate.take(sale, { id, leaseMs: LEASE_MS, kind: 'purchase', wanted: ann(position) })
    const out = await gate.read(sale.id, { epoch: 0, seq: 0 })
    if (out.status !== 'ok') throw new Error(out.status)
    assert.equal(out.units.out[position], 1)
    await (id === 'settled' ? gate.settle(sale, id) : gate.release(sale, id))
    const over = await gate.read(sale.id, out)
    assert.equal(over.status === 'ok' && over.units.out[position], 0, id)
  }
})

test('the buyers of a snapshot live as long as the sale', async () => {
  const sale = await freshSale({ buyers: [{ userId: 'bob', units: 1 }] })
  assert.equal(await stage.redis.pttl(keysOf(sale.id).buyers), -1)
})

test('an aborted rebuild leaves no buyers for the next one', async () => {
  for (const buyers of [[], [{ userId: 'bob', units: 1 }]]) {
    const saleId = nextSaleId++
    for (const name of STAGED) await stage.redis.hset(stagedKeyOf(saleId, name), 'left over', '2')
    const sale = await freshSale({ saleId, buyers })
    assert.deepEqual(await buyersOf(sale), Object.fromEntries(buyers.map((buyer) => [buyer.userId, buyer.units])))
  }
})

test('a rebuild without buyers removes those of the previous gate', async () => {
  const saleId = nextSaleId++
  await freshSale({ saleId, buyers: [{ userId: 'bob', units: 2 }] })
  assert.deepEqual(await buyersOf(await freshSale({ saleId, epoch: 2 })), {})
})

test('the meta key of a gate expires first, so that no partial state is ever used', async () => {
  const sale = await freshSale()
  await gate.take(sale, { id: 'x', leaseMs: LEASE_MS, kind: 'purchase', wanted: ann(0) })
  await gate.keep(sale.id, TTL_MS)
  const { meta, units, buyers, takes } = keysOf(sale.id)
  const [first = 0, ...later] = await Promise.all([meta, units, buyers, takes].map((key) => stage.redis.pttl(key)))
  assert.equal(first > 0 && first <= TTL_MS, true)
  for (const ms of later) assert.equal(ms > TTL_MS, true, `${ms} ms`)
})

test('one sweep gets at most its limit of takes', async () => {
  const count = OVERDUE_TAKES_MAX + 1
  const sale = await freshSale({ units: [{ left: count, out: 0 }], buyerLimit: count })
  // Sequential: in parallel, a slow Redis would exceed the deadline of the gate.
  for (let i = 0; i < count; i++) {
    await gate.take(sale, { id: `${i}`, leaseMs: 0, kind: 'purchase', wanted: ann(0) })
  }
  const overdue = await gate.overdue(sale)
  assert.equal(overdue.status === 'ok' && overdue.takes.length, OVERDUE_TAKES_MAX)
})

test('a take that was admitted before the close returns the same lines afterwards', async () => {
  const sale = await freshSale()
  await gate.take(sale, { id: 'x', leaseMs: LEASE_MS, kind: 'purchase', wanted: ann(0) })
  await stage.redis.hset(keysOf(sale.id).meta, 'ends_at', Date.now() - 1_000)
  const again = await gate.take(sale, { id: 'x', kind: 'purchase', leaseMs: LEASE_MS })
  assert.equal(again.status === 'known' && again.taken.map((line) => line.position).join(), '0')
  assert.deepEqual(await gate.take(sale, { id: 'late', leaseMs: LEASE_MS, kind: 'purchase', wanted: ann(1) }), {
    status: 'closed',
  })
})
