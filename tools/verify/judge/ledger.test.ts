import { change, type Fault, hold, testFaults } from './broken-runs.ts'
import { idOf } from './clean-run.ts'

const faults: Fault[] = [
  // Consistency of the ledger.
  [
    'an item is not sold out',
    ({ merchant }) => change(merchant.items, 0, { stock: 4 }),
    [/^everything is sold/, /^gate/],
  ],
  [
    'a unit is sold twice',
    ({ merchant }) => change(merchant.lines, 2, { unitNo: 1 }),
    [/^no unit is sold twice or beyond/],
  ],
  [
    'a unit beyond the stock is sold',
    ({ merchant }) => change(merchant.lines, 2, { unitNo: 4 }),
    [/^no unit is sold twice/],
  ],
  [
    'an item counts an extra held unit',
    ({ hourly }) => change(hourly.items, 0, { held: 1 }),
    [/^items count/, /^gate/],
  ],
  [
    'a buyer counts one unit too few',
    ({ hourly }) => change(hourly.buyers, 0, { sold: 0 }),
    [/^buyers count/, /^gate/],
  ],
  [
    'a buyer counts an extra held unit',
    ({ merchant }) => change(merchant.buyers, 2, { held: 1 }),
    [/^buyers count/, /^gate/],
  ],
  [
    'a limited item counts too few units of a buyer',
    ({ merchant }) => merchant.buyerItems.pop() && merchant.buyerItems.shift(),
    [/^buyers of limited/],
  ],
  [
    'a buyer exceeds the limit of the sale',
    ({ merchant }) => Object.assign(merchant, { limit: 1 }),
    [/limit of a sale/],
  ],
  [
    'a buyer exceeds the limit of an item',
    ({ merchant }) => change(merchant.items, 0, { limit: 1 }),
    [/limit of an item/],
  ],
  // Orders and holds.
  [
    'an order is partial',
    ({ merchant }) => change(merchant.orders, 0, { ordered: [{ item_id: 10, quantity: 3 }] }),
    [/^an order has all/, /^acknowledged orders/],
  ],
  [
    'an order records more units than it has',
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
    'an order ends against the decision of the order step',
    ({ evidence }) => Object.assign(evidence, { isApproved: () => true }),
    [/^an order ends as the order step/],
  ],
  [
    'an order is never decided',
    ({ merchant }) => change(merchant.orders, 2, { status: 'queued', reason: null }),
    [
      /^items count/,
      /^buyers count/,
      /^buyers of limited/,
      /^an order ends/,
      /^reported final statuses/,
      /^every change/,
    ],
  ],
  [
    'a reservation stays active',
    ({ hourly }) => Object.assign(hold(hourly, 4), { status: 'ACTIVE' }),
    [/^items count/, /^buyers count/, /^a reservation ends once/, /^reported final statuses/, /^every change/],
  ],
  [
    'an expired reservation is sold',
    ({ hourly }) => Object.assign(hold(hourly, 2), { status: 'EXPIRED' }),
    [/^a reservation ends once/, /^acknowledged conf/, /^reported final statuses/, /^every change/],
  ],
  [
    'a confirmed reservation is not sold',
    ({ hourly }) => Object.assign(hold(hourly, 3), { status: 'CONFIRMED' }),
    [/^a reservation ends once/, /^reported final statuses/, /^reservations end as/, /^every change/],
  ],
]

testFaults(faults)
