import { change, type Fault, hold, testFaults } from './broken-runs.ts'
import { idOf } from './clean-run.ts'

const faults: Fault[] = [
  // The ledger by itself.
  ['an item is left over', ({ merchant }) => change(merchant.items, 0, { stock: 4 }), [/^everything is sold/, /^gate/]],
  [
    'a unit is sold twice',
    ({ merchant }) => change(merchant.lines, 2, { unitNo: 1 }),
    [/^no unit is sold twice or beyond/],
  ],
  ['a unit beyond the stock', ({ merchant }) => change(merchant.lines, 2, { unitNo: 4 }), [/^no unit is sold twice/]],
  ['an item counts a held unit', ({ hourly }) => change(hourly.items, 0, { held: 1 }), [/^items count/, /^gate/]],
  ['a buyer counts one too few', ({ hourly }) => change(hourly.buyers, 0, { sold: 0 }), [/^buyers count/, /^gate/]],
  [
    'a buyer counts one that is held',
    ({ merchant }) => change(merchant.buyers, 2, { held: 1 }),
    [/^buyers count/, /^gate/],
  ],
  [
    'a limited item counts a buyer short',
    ({ merchant }) => merchant.buyerItems.pop() && merchant.buyerItems.shift(),
    [/^buyers of limited/],
  ],
  [
    'a buyer passes the limit of the sale',
    ({ merchant }) => Object.assign(merchant, { limit: 1 }),
    [/more than a sale allows/],
  ],
  [
    'a buyer passes the limit of an item',
    ({ merchant }) => change(merchant.items, 0, { limit: 1 }),
    [/more than an item allows/],
  ],
  // Orders and holds.
  [
    'an order is partial',
    ({ merchant }) => change(merchant.orders, 0, { ordered: [{ item_id: 10, quantity: 3 }] }),
    [/^an order has all/, /^acknowledged orders/],
  ],
  [
    'an order says more units than it has',
    ({ hourly }) => change(hourly.orders, 0, { units: 2 }),
    [/^an order has all/],
  ],
  [
    'a failed order has units',
    ({ merchant }) => change(merchant.lines, 2, { orderId: idOf(8) }),
    [/^buyers count/, /^buyers of limited/, /^an order has all/],
  ],
  [
    'a sold unit has no order',
    ({ hourly }) => change(hourly.lines, 0, { orderId: idOf(99) }),
    [/^buyers count/, /^an order has all/, /^sold units belong/, /^acknowledged purchases/],
  ],
  [
    'an order ends otherwise than was decided',
    ({ evidence }) => Object.assign(evidence, { isApproved: () => true }),
    [/^an order ends as the step/],
  ],
  [
    'an order is never decided',
    ({ merchant }) => change(merchant.orders, 2, { status: 'queued', reason: null }),
    [/^items count/, /^buyers count/, /^buyers of limited/, /^an order ends/, /^ends that were told/, /^each end/],
  ],
  [
    'a reservation has no end',
    ({ hourly }) => Object.assign(hold(hourly, 4), { status: 'ACTIVE' }),
    [/^items count/, /^buyers count/, /^a reservation ends once/, /^ends that were told/, /^each end/],
  ],
  [
    'an expired reservation is sold as well',
    ({ hourly }) => Object.assign(hold(hourly, 2), { status: 'EXPIRED' }),
    [/^a reservation ends once/, /^acknowledged conf/, /^ends that were told/, /^each end/],
  ],
  [
    'a confirmed reservation is not sold',
    ({ hourly }) => Object.assign(hold(hourly, 3), { status: 'CONFIRMED' }),
    [/^a reservation ends once/, /^ends that/, /^reservations end as/, /^each end/],
  ],
]

testFaults(faults)
