import assert from 'node:assert/strict'
import { test } from 'node:test'
import { broken, change, drop, type Fault, parts, testFaults } from './broken-runs.ts'
import { call, clean, codeOf, idOf, WHEN } from './clean-run.ts'
import type { Order } from './stored-state.ts'

test('valid evidence of both sales breaks no guarantee', () => {
  assert.deepEqual(broken(clean()), [])
})

test('a lost response breaks no guarantee, whether or not the request was executed', () => {
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

/** Ann adds item 3 to the code of her item 1. Fay does not buy item 3 here. */
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

test('a checkout with a lost response is known from the repeated response', () => {
  const evidence = clean()
  change(evidence.calls, 0, { status: 0, outcome: 'unknown', body: {} })
  assert.deepEqual(broken(evidence), [])
})

test('items added to a code may be sold with it, even if the response to the addition was lost', () => {
  assert.deepEqual(broken(added(200)), [])
  assert.deepEqual(broken(added(0)), [])
  const never = added(200)
  never.calls.pop()
  never.attempts.pop()
  assert.deepEqual(broken(never), ['orders were requested'])
})

const faults: Fault[] = [
  // Acknowledged successes.
  [
    'an acknowledged reservation is missing',
    ({ hourly }) => drop(hourly.holds, (each) => each.id === idOf(4)),
    [/^acknowledged reservations/, /^reported final statuses/, /^every change/],
  ],
  [
    "an acknowledged reservation is another buyer's",
    ({ find }) => Object.assign(find('hold', 'cid'), { userId: 'eve' }),
    [/^acknowledged reservations/],
  ],
  [
    'an acknowledged order is missing',
    ({ merchant }) => drop(merchant.orders, (each) => each.id === idOf(8)),
    [/^acknowledged orders/, /^reported final statuses/, /^every change/],
  ],
  [
    'an acknowledged order has another quantity',
    ({ find }) => Object.assign(find('order', 'ivy'), { lines: [{ id: 10, quantity: 2 }] }),
    [/^acknowledged orders/],
  ],
  [
    'an acknowledged purchase reports more than was sold',
    ({ find }) => find('purchase', 'ann').body.purchased_items?.push({ id: 2, quantity: 1 }),
    [/^acknowledged purchases/],
  ],
  [
    "an acknowledged purchase is another buyer's",
    ({ hourly }) => change(hourly.orders, 0, { userId: 'bob' }),
    [/^buyers count/, /limit of a sale/, /^acknowledged purchases/, /^orders were requested/],
  ],
  [
    'an acknowledged confirmation names another order',
    ({ find }) => Object.assign(find('confirm', 'bob').body, { order: { id: idOf(1) } }),
    [/^acknowledged confirmations/],
  ],
  [
    'a wrong final status is reported',
    ({ find }) => Object.assign(find('poll', 'ivy').body, { status: 'confirmed' }),
    [/^reported final statuses/],
  ],
  [
    'a refusal reports a wrong final status',
    ({ find }) => Object.assign(find('confirm', 'dan'), { outcome: 'hold_canceled' }),
    [/^reported final statuses/],
  ],
  // Requested rows.
  [
    'a reservation was not requested',
    ({ calls }) => drop(calls, (each) => each.kind === 'hold' && each.userId === 'dan'),
    [/^reservations were requested/],
  ],
  [
    'an order was not requested',
    ({ calls }) =>
      calls.splice(
        calls.findIndex((each) => each.userId === 'ivy'),
        2,
      ),
    [/^orders were requested/],
  ],
  [
    'an order has no purchase',
    ({ calls }) => drop(calls, (each) => each.kind === 'purchase' && each.userId === 'ann'),
    [/^orders were requested/],
  ],
  [
    'an order has a refused purchase',
    ({ find }) => Object.assign(find('purchase', 'ann'), { status: 409, outcome: 'sold_out', body: {} }),
    [/^orders were requested/],
  ],
  [
    'a purchase sold an item that was not checked out',
    ({ find }) => Object.assign(find('cart_checkout', 'fay').body, { items: [] }),
    [/^orders were requested/, /^every code has/],
  ],
  [
    'a reservation is confirmed without a request',
    ({ calls }) => drop(calls, (each) => each.kind === 'cancel'),
    [/^reservations end as/],
  ],
  [
    'a purchase names the order of another code',
    ({ find }) => Object.assign(find('purchase', 'ann').body.order ?? {}, { id: idOf(5) }),
    [/^acknowledged purchases/],
  ],
  [
    'a void order has no purchase, although everything is bought by code',
    ({ calls, hourly }) => {
      const byCode = calls.filter(({ kind, userId }) => /checkout|purchase/.test(kind) && /ann|fay/.test(userId))
      calls.splice(0, calls.length, ...byCode)
      hourly.orders.push({ ...(hourly.orders[0] as Order), id: idOf(30), status: 'void', units: 0 })
    },
    [/^reservations were/, /^orders were requested/, /^reservations end as/],
  ],
  [
    'a forged code buys',
    ({ calls }) => calls.push(call('forged_purchase', 'eve', { code: codeOf(1) })),
    [/^a forged code/],
  ],
  [
    'a checkout of a nonexistent item is answered as if it existed',
    ({ calls }) => {
      const answer = { status: 409, outcome: 'sold_out', lines: [{ id: 99, quantity: 1 }] }
      calls.push(call('checkout', 'ann', { ...answer, key: 'key-1' }))
    },
    [/^responses under one/, /^attempts are stored/, /^an item that does not exist/],
  ],
  // Responses, events, attempts, the gate.
  [
    'two different responses under one key',
    ({ calls }) => change(calls, 1, { body: { code: codeOf(1), items: [{ id: 1, quantity: 1 }], status: 'other' } }),
    [/^responses under one/],
  ],
  [
    'an event is missing',
    ({ hourly }) => drop(hourly.events, (event) => event.type === 'reservation.created'),
    [/^every change/],
  ],
  [
    'an event is written twice',
    ({ hourly }) => hourly.events.push({ type: 'order.confirmed', subject: idOf(1) }),
    [/^every change/],
  ],
  [
    'a reservation has two final events',
    ({ hourly }) => hourly.events.push({ type: 'reservation.canceled', subject: idOf(4) }),
    [/^every change/],
  ],
  [
    'an event has an unknown subject',
    ({ merchant }) => merchant.events.push({ type: 'order.failed', subject: idOf(77) }),
    [/^every change/],
  ],
  ['an attempt is not stored', ({ attempts }) => attempts.pop(), [/^every code has/, /^attempts are stored/]],
  [
    'an attempt is stored twice',
    ({ attempts }) => attempts.push({ ...attempts[0], outcome: 'sold_out' } as never),
    [/^attempts are stored/],
  ],
  [
    'an attempt is stored with another quantity',
    ({ attempts }) => change(attempts, 1, { quantities: [2] }),
    [/^every code has/],
  ],
  ['the gate has an extra free unit', ({ gate }) => Object.assign(gate ?? {}, { free: 1 }), [/^gate and ledger/]],
  ['the gate has an extra taken unit', ({ gate }) => Object.assign(gate ?? {}, { out: 1 }), [/^gate and ledger/]],
  [
    'a cart has an item twice',
    ({ find }) => find('cart_view', 'fay').body.lines?.push({ item: { id: 3 }, quantity: 1 }),
    [/^a cart has/],
  ],
  [
    'a checkout has an item that was not requested',
    ({ find }) => Object.assign(find('cart_checkout', 'fay'), { lines: [{ id: 2, quantity: 1 }] }),
    [/^a checkout has only/],
  ],
  [
    'an internal error',
    ({ calls }) => calls.push(call('hold', 'eve', { status: 500, outcome: 'internal_error' })),
    [/^no response is an internal/],
  ],
  [
    'an issued reservation is unknown',
    ({ calls }) => calls.push(call('confirm', 'bob', { subject: idOf(2), status: 404, outcome: 'hold_not_found' })),
    [/^codes and ids/],
  ],
  [
    'the unit counts of a sale do not add up',
    ({ find }) => Object.assign(find('browse', 'ivy').body, { units: { available: 1, held: 1, sold: 2 } }),
    [/^the unit counts/],
  ],
]

testFaults(faults)
