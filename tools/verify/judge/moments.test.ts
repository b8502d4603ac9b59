import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, clean, codeOf, idOf } from './clean-run.ts'
import { judgeMoments, peakOf } from './moments.ts'
import { judgeFinal, judgeRefusals } from './refusals.ts'

const had = (from: number, to: number, quantity = 1) => ({ saleId: 1, itemId: 1, userId: 'ann', from, to, quantity })

test('an interval that ends when the next begins does not overlap it', () => {
  assert.equal(peakOf([had(0, 10), had(10, 20)]), 1)
  assert.equal(peakOf([had(0, 10), had(9, 20), had(9.5, 11, 3)]), 5)
  assert.equal(peakOf([had(0, Number.POSITIVE_INFINITY), had(5, 5)]), 1)
})

const LIMIT = 10
/** One item of one unit, in one sale. */
const floor = {
  offers: [{ saleId: 1, limit: LIMIT, items: [{ id: 1, stock: 1, limit: 1 }] }],
  calls: { startedMs: 0 },
} as unknown as Parameters<typeof judgeMoments>[1]

const nothing = (calls: ReturnType<typeof call>[]) => ({ ...clean(), calls, sales: [], attempts: [] })
const bought = (n: number, userId: string, at: number) => {
  const order = { id: idOf(n), status: 'confirmed', user_id: userId, units: 1 }
  return call('purchase', userId, { at, code: codeOf(n), body: { order, purchased_items: [{ id: 1, quantity: 1 }] } })
}
const held = (n: number, userId: string, at: number) =>
  call('hold', userId, { at, status: 201, lines: [{ id: 1, quantity: 1 }], body: { id: idOf(n), item_id: 1 } })
const broken = (calls: ReturnType<typeof call>[]) =>
  judgeMoments(nothing(calls), floor).flatMap((finding) => finding.broken)

test('a unit that two buyers own at the same time is detected, for purchases and holds', () => {
  assert.deepEqual(broken([bought(1, 'ann', 10)]), [])
  assert.equal(broken([bought(1, 'ann', 10), bought(2, 'bob', 20)]).length, 1)
  assert.equal(broken([held(1, 'ann', 10), bought(2, 'bob', 20)]).length, 1)
})

test('a hold canceled before the next buyer got the unit is not a violation', () => {
  const back = call('cancel', 'ann', { at: 15, subject: idOf(1) })
  assert.deepEqual(broken([held(1, 'ann', 10), back, bought(2, 'bob', 20)]), [])
  const late = call('cancel', 'ann', { at: 30, subject: idOf(1) })
  assert.equal(broken([held(1, 'ann', 10), late, bought(2, 'bob', 20)]).length, 1)
})

test('a replayed response grants nothing a second time', () => {
  assert.deepEqual(broken([bought(1, 'ann', 10), { ...bought(1, 'ann', 40), replayed: true }]), [])
})

const refusal = call('hold', 'kim', { at: 60_000, status: 409, outcome: 'sold_out', lines: [{ id: 1, quantity: 1 }] })

test('sold_out is accepted while another buyer may have had the unit, and a violation otherwise', () => {
  assert.equal(judgeRefusals(nothing([refusal]), floor).broken.length, 1)
  const asked = call('hold', 'ann', { at: 59_000, status: 0, outcome: 'unknown', lines: [{ id: 1, quantity: 1 }] })
  assert.deepEqual(judgeRefusals(nothing([asked, refusal]), floor).broken, [])
  assert.equal(judgeRefusals(nothing([{ ...asked, at: 20_000 }, refusal]), floor).broken.length, 1)
})

test('sold_out is a violation if enough units of the item were left in the end', () => {
  const sale = clean().sales[0]
  assert.ok(sale)
  const end = (sold: number, call = refusal) => {
    const items = [{ id: 1, stock: 1, sold, held: 0, limit: null }]
    const sales = [{ ...sale, ledger: { ...sale.ledger, items } }]
    return judgeFinal({ ...nothing([call]), sales }).broken.length
  }
  assert.equal(end(1), 0)
  assert.equal(end(0), 1)
  assert.equal(end(0, { ...refusal, outcome: 'item_held' }), 0)
})
