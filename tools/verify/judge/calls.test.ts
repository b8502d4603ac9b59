import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Order } from './books.ts'
import { broken, change, drop, type Fault, parts, testFaults } from './broken-runs.ts'
import { call, clean, codeOf, idOf, WHEN } from './clean-run.ts'

test('a clean run of both sales keeps every promise', () => {
  assert.deepEqual(broken(clean()), [])
})

test('what was lost on its way back is no broken promise, whether the ledger has it or not', () => {
  const evidence = clean()
  const { calls, attempts, hourly, merchant } = parts(evidence)
  const lost = { status: 0, outcome: 'unknown' }
  calls.push(call('checkout', 'kim', { lines: [{ id: 1, quantity: 1 }], ...lost }))
  calls.push(call('hold', 'kim', { lines: [{ id: 1, quantity: 1 }], ...lost }))
  calls.push(call('order', 'kim', { lines: [{ id: 10, quantity: 1 }], ...lost }))
  assert.deepEqual(broken(evidence), [])
  attempts.push({ checkoutId: idOf(20), userId: 'kim', itemIds: [1], quantities: null, outcome: 'sold_out' })
  hourly.holds.push({ id: idOf(21), userId: 'kim', itemId: 1, status: 'EXPIRED', overdueMs: 0, ...WHEN })
  hourly.events.push({ type: 'reservation.created', subject: idOf(21) })
  hourly.events.push({ type: 'reservation.expired', subject: idOf(21) })
  const ordered = [{ item_id: 10, quantity: 1 }]
  merchant.orders.push({
    id: idOf(22),
    userId: 'kim',
    status: 'failed',
    units: 1,
    reason: 'card_declined',
    ordered,
    ...WHEN,
  })
  merchant.events.push({ type: 'order.failed', subject: idOf(22) })
  assert.deepEqual(broken({ ...evidence, isApproved: (id) => id !== idOf(8) && id !== idOf(22) }), [])
})

/** Ann adds item 3, which fay does not buy here, to the code of her item 1. */
function added(status: number) {
  const evidence = clean()
  const { calls, attempts, hourly } = parts(evidence)
  drop(calls, (each) => each.kind === 'purchase' && each.userId === 'fay')
  drop(calls, (each) => each.kind === 'cart_checkout')
  drop(attempts, (each) => each.userId === 'fay')
  drop(hourly.orders, (order) => order.id === idOf(5))
  drop(hourly.events, (event) => event.subject === idOf(5))
  drop(hourly.buyers, (buyer) => buyer.userId === 'fay')
  Object.assign(hourly, { limit: 2 })
  change(hourly.buyers, 0, { sold: 2 })
  change(hourly.orders, 0, { units: 2 })
  change(hourly.lines, 2, { orderId: idOf(1) })
  evidence.sales[0]?.gate?.buyers.delete('fay')
  evidence.sales[0]?.gate?.buyers.set('ann', 2)
  const lines = [{ id: 3, quantity: 1 }]
  const answer =
    status === 200 ? { body: { code: codeOf(1), items: lines } } : { status: 0, outcome: 'unknown', body: {} }
  calls.push(call('checkout', 'ann', { code: codeOf(1), lines, ...answer }))
  attempts.push({ checkoutId: idOf(1), userId: 'ann', itemIds: [3], quantities: null, outcome: 'ok' })
  const bought = calls.find((each) => each.kind === 'purchase' && each.userId === 'ann')
  bought?.body.purchased_items?.push(...lines)
  return evidence
}

test('a checkout whose first answer was lost is known by the one that was repeated', () => {
  const evidence = clean()
  change(evidence.calls, 0, { status: 0, outcome: 'unknown', body: {} })
  assert.deepEqual(broken(evidence), [])
})

test('what was added to a code is sold with it, also when the answer to the addition was lost', () => {
  assert.deepEqual(broken(added(200)), [])
  assert.deepEqual(broken(added(0)), [])
  const never = added(200)
  never.calls.pop()
  never.attempts.pop()
  assert.deepEqual(broken(never), ['orders were asked for'])
})

const faults: Fault[] = [
  // What was acknowledged.
  [
    'an acknowledged reservation is missing',
    ({ hourly }) => drop(hourly.holds, (each) => each.id === idOf(4)),
    [/^acknowledged reservations/, /^ends that/, /^each end/],
  ],
  [
    "an acknowledged reservation is another buyer's",
    ({ find }) => Object.assign(find('hold', 'cid'), { userId: 'eve' }),
    [/^acknowledged reservations/],
  ],
  [
    'an acknowledged order is missing',
    ({ merchant }) => drop(merchant.orders, (each) => each.id === idOf(8)),
    [/^acknowledged orders/, /^ends that/, /^each end/],
  ],
  [
    'an acknowledged order has another quantity',
    ({ find }) => Object.assign(find('order', 'ivy'), { lines: [{ id: 10, quantity: 2 }] }),
    [/^acknowledged orders/],
  ],
  [
    'an acknowledged purchase says more than is sold',
    ({ find }) => find('purchase', 'ann').body.purchased_items?.push({ id: 2, quantity: 1 }),
    [/^acknowledged purchases/],
  ],
  [
    "an acknowledged purchase is another buyer's",
    ({ hourly }) => change(hourly.orders, 0, { userId: 'bob' }),
    [/^buyers count/, /more than a sale allows/, /^acknowledged purchases/, /^orders were asked/],
  ],
  [
    'an acknowledged confirmation names another order',
    ({ find }) => Object.assign(find('confirm', 'bob').body, { order: { id: idOf(1) } }),
    [/^acknowledged confirmations/],
  ],
  [
    'an end is told that it did not have',
    ({ find }) => Object.assign(find('poll', 'ivy').body, { status: 'confirmed' }),
    [/^ends that were told/],
  ],
  [
    'a refusal tells another end',
    ({ find }) => Object.assign(find('confirm', 'dan'), { outcome: 'hold_canceled' }),
    [/^ends that were told/],
  ],
  // What was asked for.
  [
    'a reservation that nobody asked for',
    ({ calls }) => drop(calls, (each) => each.kind === 'hold' && each.userId === 'dan'),
    [/^reservations were asked for/],
  ],
  [
    'an order that nobody asked for',
    ({ calls }) =>
      calls.splice(
        calls.findIndex((each) => each.userId === 'ivy'),
        2,
      ),
    [/^orders were asked for/],
  ],
  [
    'a purchase that nobody sent',
    ({ calls }) => drop(calls, (each) => each.kind === 'purchase' && each.userId === 'ann'),
    [/^orders were asked for/],
  ],
  [
    'a purchase that was refused',
    ({ find }) => Object.assign(find('purchase', 'ann'), { status: 409, outcome: 'sold_out', body: {} }),
    [/^orders were asked for/],
  ],
  [
    'a purchase sold what was not checked out',
    ({ find }) => Object.assign(find('cart_checkout', 'fay').body, { items: [] }),
    [/^orders were asked for/, /^a code has/],
  ],
  [
    'a reservation was confirmed that nobody confirmed',
    ({ calls }) => drop(calls, (each) => each.kind === 'cancel'),
    [/^reservations end as/],
  ],
  [
    'a purchase names the order of another code',
    ({ find }) => Object.assign(find('purchase', 'ann').body.order ?? {}, { id: idOf(5) }),
    [/^acknowledged purchases/],
  ],
  [
    'a void order has no purchase, where all is bought by code',
    ({ calls, hourly }) => {
      const byCode = calls.filter(({ kind, userId }) => /checkout|purchase/.test(kind) && /ann|fay/.test(userId))
      calls.splice(0, calls.length, ...byCode)
      hourly.orders.push({ ...(hourly.orders[0] as Order), id: idOf(30), status: 'void', units: 0 })
    },
    [/^reservations were/, /^orders were asked for/, /^reservations end as/],
  ],
  [
    'a forged code buys',
    ({ calls }) => calls.push(call('forged_purchase', 'eve', { code: codeOf(1) })),
    [/^a forged code/],
  ],
  [
    'an item that does not exist is answered as if it did',
    ({ calls }) => {
      const answer = { status: 409, outcome: 'sold_out', lines: [{ id: 99, quantity: 1 }] }
      calls.push(call('checkout', 'ann', { ...answer, key: 'key-1' }))
    },
    [/^answers under one/, /^attempts are stored/, /^an item that does not exist/],
  ],
  // Answers, events, attempts, the gate.
  [
    'two answers under one key',
    ({ calls }) => change(calls, 1, { body: { code: codeOf(1), items: [{ id: 1, quantity: 1 }], status: 'other' } }),
    [/^answers under one/],
  ],
  [
    'an event is missing',
    ({ hourly }) => drop(hourly.events, (event) => event.type === 'reservation.created'),
    [/^each end/],
  ],
  [
    'an event is told twice',
    ({ hourly }) => hourly.events.push({ type: 'order.confirmed', subject: idOf(1) }),
    [/^each end/],
  ],
  [
    'a reservation tells two ends',
    ({ hourly }) => hourly.events.push({ type: 'reservation.canceled', subject: idOf(4) }),
    [/^each end/],
  ],
  [
    'an event tells of nothing',
    ({ merchant }) => merchant.events.push({ type: 'order.failed', subject: idOf(77) }),
    [/^each end/],
  ],
  ['an attempt is not stored', ({ attempts }) => attempts.pop(), [/^a code has/, /^attempts are stored/]],
  [
    'an attempt is stored twice',
    ({ attempts }) => attempts.push({ ...attempts[0], outcome: 'sold_out' } as never),
    [/^attempts are stored/],
  ],
  [
    'an attempt is stored with another quantity',
    ({ attempts }) => change(attempts, 1, { quantities: [2] }),
    [/^a code has/],
  ],
  ['the gate has a unit free', ({ gate }) => Object.assign(gate ?? {}, { free: 1 }), [/^gate and ledger/]],
  ['the gate has a unit out', ({ gate }) => Object.assign(gate ?? {}, { out: 1 }), [/^gate and ledger/]],
  [
    'a cart has something twice',
    ({ find }) => find('cart_view', 'fay').body.lines?.push({ item: { id: 3 }, quantity: 1 }),
    [/^a cart holds/],
  ],
  [
    'a checkout has what was not asked for',
    ({ find }) => Object.assign(find('cart_checkout', 'fay'), { lines: [{ id: 2, quantity: 1 }] }),
    [/^a checkout has nothing/],
  ],
  [
    'a defect',
    ({ calls }) => calls.push(call('hold', 'eve', { status: 500, outcome: 'internal_error' })),
    [/^no answer is a defect/],
  ],
  [
    'a reservation is not known',
    ({ calls }) => calls.push(call('confirm', 'bob', { subject: idOf(2), status: 404, outcome: 'hold_not_found' })),
    [/^what was given out/],
  ],
  [
    'a sale does not add up',
    ({ find }) => Object.assign(find('browse', 'ivy').body, { units: { available: 1, held: 1, sold: 2 } }),
    [/^a sale shown/],
  ],
]

testFaults(faults)
