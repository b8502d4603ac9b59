/** Calls of one turn of the event loop are batched, and each is decided as if it had come alone. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { startTestStores, type TestStores } from '@hourglass/stack/testing'
import { createGate, type Gate, type GateSale, GateUnavailable } from '../../src/gate/index.ts'
import { keysOf } from '../../src/gate/keys.ts'
import { connectRedis, type RedisClient } from '../../src/redis.ts'
import { ann, LEASE_MS, newSale, wantedBy } from './gate-stage.ts'

const STOCK = 40
let stores: TestStores
let redis: RedisClient
let gate: Gate
const rolledBack: number[] = []
let nextSaleId = 1

before(async () => {
  stores = await startTestStores()
  redis = connectRedis(stores.redisUrl)
  await once(redis, 'ready')
  gate = createGate(redis, { onLink() {}, onRollback: (saleId) => rolledBack.push(saleId) })
})
after(async () => {
  gate?.close()
  redis?.disconnect()
  await stores?.stop()
})

/** A sale of one item; the scripts are already loaded. */
async function freshSale(): Promise<GateSale> {
  const sale = { id: nextSaleId++, epoch: 1 }
  const units = [{ left: STOCK, out: 0 }]
  await gate.install({ ...newSale, saleId: sale.id, epoch: sale.epoch, buyerLimit: 100, units })
  for (const call of [take(sale, 'scripts'), checkout(sale, 'scripts'), gate.settle(sale, 'scripts')]) await call
  return sale
}

const take = (sale: GateSale, id: string, userId = 'ann') =>
  gate.take(sale, { id, kind: 'purchase', leaseMs: LEASE_MS, wanted: wantedBy(userId, 0) })
const checkout = (sale: GateSale, id: string) =>
  gate.checkout(sale, { id, mode: 'new', itemsMax: 3, ...ann(0), ttlMs: LEASE_MS })

/** Number of scripts that Redis has run. */
async function scriptsRun(): Promise<number> {
  const info = await redis.info('commandstats')
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(info)?.[1] ?? 0)
}

test('sixty takes in one turn are one script run, and each gets its own reply', async () => {
  const sale = await freshSale()
  const before = await scriptsRun()
  const found = await Promise.all(Array.from({ length: 60 }, (_, i) => take(sale, `t${i}`, `buyer ${i}`)))
  assert.equal((await scriptsRun()) - before, 1)
  const left = STOCK - 1
  for (const [i, reply] of found.entries()) {
    assert.equal(reply.status, i < left ? 'taken' : 'refused')
    assert.ok('buyer' in reply && reply.buyer === `buyer ${i}` && reply.id === `t${i}`)
  }
})

test('calls of different scripts, sales and epochs are separate runs, and large batches are split', async () => {
  const [one, other] = [await freshSale(), await freshSale()]
  const before = await scriptsRun()
  const [taken, ...found] = await Promise.all([
    take(one, 'a'),
    take(other, 'b'),
    take({ ...one, epoch: 7 }, 'c'),
    gate.settle(one, 'nobody'),
    ...Array.from({ length: 65 }, (_, i) => checkout(one, `c${i}`)),
  ])
  assert.equal((await scriptsRun()) - before, 6)
  assert.equal(taken.status, 'taken')
  assert.deepEqual(
    found.slice(0, 3).map((reply) => (typeof reply === 'string' ? reply : reply.status)),
    ['taken', 'stale', 'unknown'],
  )
  for (const reply of found.slice(3)) assert.deepEqual(reply, { status: 'ok', lines: [{ position: 0, quantity: 1 }] })
})

test('the same id twice in one turn is taken once', async () => {
  const sale = await freshSale()
  const found = await Promise.all([take(sale, 'x'), take(sale, 'x')])
  assert.deepEqual(
    found.map(({ status }) => status),
    ['taken', 'known'],
  )
  const compared = await gate.compare(sale)
  assert.ok(compared.status === 'ok' && compared.units.out[0] === 1)
})

test('a read sees the effects of earlier calls', async () => {
  const sale = await freshSale()
  for (const [id, read] of Object.entries({
    read: () => gate.read(sale.id, { epoch: sale.epoch, seq: 0 }),
    compared: () => gate.compare(sale),
  })) {
    await take(sale, id)
    const settling = gate.settle(sale, id)
    const seen = await read()
    assert.ok('units' in seen && seen.units.out[0] === 0, id)
    await settling
  }
})

test('replies that arrive together are checked in order, so that none is mistaken for a rollback', async () => {
  const sale = await freshSale()
  const known = { epoch: sale.epoch, seq: 0 }
  // Commands sent while Redis is busy are answered together.
  const busy = redis.eval('local n = 0 for i = 1, 1000000 do n = n + i end return n', 0)
  const calls: Promise<unknown>[] = [busy, gate.read(sale.id, known), take(sale, 'a'), checkout(sale, 'b')]
  await new Promise((resolve) => setImmediate(resolve))
  calls.push(gate.read(sale.id, known), gate.settle(sale, 'a'), gate.hold(sale, 'nobody'))
  await new Promise((resolve) => setImmediate(resolve))
  calls.push(gate.read(sale.id, known), gate.release(sale, 'a'))
  await Promise.all(calls)
  assert.deepEqual(rolledBack, [])
})

test('when a script fails, every call in its batch gets the error', async () => {
  const sale = { id: nextSaleId++, epoch: 1 }
  await redis.set(keysOf(sale.id).meta, 'no hash')
  const found = await Promise.allSettled([take(sale, 'a'), take(sale, 'b')])
  for (const call of found) {
    assert.ok(call.status === 'rejected' && call.reason instanceof GateUnavailable)
    assert.match(call.reason.message, /WRONGTYPE/)
  }
})
