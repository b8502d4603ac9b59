import { Buffer } from 'node:buffer'
import type { Call } from '../crowd/calls.ts'
import type { Evidence } from './evidence.ts'
import type { Attempt, Hold, Order, SaleLedger } from './stored-state.ts'

/** The code of checkout `n`. The id of its order is `idOf(n)`. */
export const codeOf = (n: number): string =>
  Buffer.concat([Buffer.alloc(15), Buffer.from([n]), Buffer.alloc(16, 9)]).toString('base64url')
export const idOf = (n: number): string => `00000000-0000-0000-0000-0000000000${n.toString(16).padStart(2, '0')}`

export function call(kind: Call['kind'], userId: string, more: Partial<Call>): Call {
  const base = { saleId: 1, at: 0, server: 'server 1', status: 200, outcome: 'ok', replayed: false, ms: 1, body: {} }
  return { ...base, kind, userId, ...more }
}

const one = (id: number, quantity = 1) => [{ id, quantity }]
export const WHEN = { createdMs: 0, changedMs: 0 }
const orderOf = (n: number, userId: string, more: Partial<Order> = {}): Order => {
  const base = { status: 'confirmed', units: 1, reason: null, ordered: null, ...WHEN } as const
  return { id: idOf(n), userId, ...base, ...more }
}
const holdOf = (n: number, userId: string, itemId: number, status: Hold['status']): Hold => ({
  id: idOf(n),
  userId,
  itemId,
  status,
  overdueMs: 0,
  ...WHEN,
})
const attempt = (n: number, userId: string, itemIds: number[]): Attempt => {
  return { checkoutId: idOf(n), userId, itemIds, quantities: null, outcome: 'ok' }
}
const bought = (n: number, userId: string, itemId: number) => {
  const order = { id: idOf(n), status: 'confirmed', user_id: userId, units: 1 }
  return call('purchase', userId, { code: codeOf(n), body: { order, purchased_items: one(itemId) } })
}
const held = (n: number, userId: string, itemId: number) => {
  const body = { id: idOf(n), item_id: itemId, user_id: userId, status: 'ACTIVE' }
  return call('hold', userId, { lines: one(itemId), key: `key-${n}`, status: 201, body })
}
const ordered = (n: number, userId: string, quantity: number, end: string) => [
  call('order', userId, {
    lines: one(10, quantity),
    key: `key-${n}`,
    status: 202,
    body: { id: idOf(n), status: 'queued', items: one(10, quantity) },
  }),
  call('poll', userId, { subject: idOf(n), body: { id: idOf(n), status: end } }),
]

/**
 * Sale 1: ann bought item 1 by code and repeated the request with the same key; bob confirmed item 2; cid canceled a hold of item 3, dan's
 * hold of it expired, and fay bought it from her cart. Sale 2: item 10, two units per buyer;
 * gil ordered two, hal one, and ivy's order failed.
 */
export function clean(): Evidence & { calls: Call[]; attempts: Attempt[] } {
  const annsCode = call('checkout', 'ann', { lines: one(1), key: 'key-1', body: { code: codeOf(1), items: one(1) } })
  const calls = [
    annsCode,
    { ...annsCode, replayed: true },
    bought(1, 'ann', 1),
    held(2, 'bob', 2),
    call('confirm', 'bob', {
      subject: idOf(2),
      body: {
        reservation: { id: idOf(2), status: 'CONFIRMED' },
        order: { id: idOf(2), status: 'confirmed', user_id: 'bob', units: 1 },
      },
    }),
    held(3, 'cid', 3),
    call('cancel', 'cid', { subject: idOf(3), body: { id: idOf(3), status: 'CANCELED' } }),
    held(4, 'dan', 3),
    call('confirm', 'dan', { subject: idOf(4), status: 410, outcome: 'hold_expired' }),
    call('cart_set', 'fay', { lines: one(3) }),
    call('cart_view', 'fay', { lines: one(3), body: { lines: [{ item: { id: 3 }, quantity: 1 }] } }),
    call('cart_checkout', 'fay', { lines: one(3), body: { code: codeOf(5), items: one(3) } }),
    bought(5, 'fay', 3),
    ...ordered(6, 'gil', 2, 'confirmed'),
    ...ordered(7, 'hal', 1, 'confirmed'),
    ...ordered(8, 'ivy', 1, 'failed'),
    call('browse', 'ivy', { body: { units: { available: 0, held: 1, sold: 2 } } }),
  ]
  const agreed = (ledger: SaleLedger) => {
    const buyers = new Map(ledger.buyers.map((buyer) => [buyer.userId, buyer.sold + buyer.held]))
    return { ledger, gate: { free: 0, out: 0, takes: [], buyers } }
  }
  return {
    calls,
    sales: [agreed(hourly()), agreed(merchant())],
    attempts: [attempt(1, 'ann', [1]), attempt(5, 'fay', [3])],
    isApproved: (id) => id !== idOf(8),
  }
}

const NONE = { held: 0, sold: 0 }
const eventsOf = (...events: [type: string, n: number][]) => events.map(([type, n]) => ({ type, subject: idOf(n) }))

function hourly(): SaleLedger {
  return {
    id: 1,
    epoch: 1,
    limit: 1,
    soldOut: true,
    buyerItems: [],
    items: [1, 2, 3].map((id) => ({ id, stock: 1, sold: 1, held: 0, limit: null })),
    buyers: [
      ...['ann', 'bob', 'fay'].map((userId) => ({ userId, sold: 1, held: 0 })),
      ...['cid', 'dan'].map((userId) => ({ userId, ...NONE })),
    ],
    orders: [orderOf(1, 'ann'), orderOf(2, 'bob'), orderOf(5, 'fay')],
    lines: [
      { itemId: 1, unitNo: 1, orderId: idOf(1) },
      { itemId: 2, unitNo: 1, orderId: idOf(2) },
      { itemId: 3, unitNo: 1, orderId: idOf(5) },
    ],
    holds: [holdOf(2, 'bob', 2, 'CONFIRMED'), holdOf(3, 'cid', 3, 'CANCELED'), holdOf(4, 'dan', 3, 'EXPIRED')],
    events: [
      ...eventsOf(['order.confirmed', 1], ['order.confirmed', 2], ['order.confirmed', 5]),
      ...eventsOf(['reservation.created', 2], ['reservation.confirmed', 2], ['reservation.created', 3]),
      ...eventsOf(['reservation.canceled', 3], ['reservation.created', 4], ['reservation.expired', 4]),
      { type: 'sale.opened', subject: '1' },
      { type: 'sale.sold_out', subject: '1' },
    ],
  }
}

function merchant(): SaleLedger {
  const asked = (quantity: number) => ({ units: quantity, ordered: [{ item_id: 10, quantity }] })
  return {
    id: 2,
    epoch: 1,
    limit: 3,
    soldOut: true,
    holds: [],
    items: [{ id: 10, stock: 3, sold: 3, held: 0, limit: 2 }],
    buyers: [
      { userId: 'gil', sold: 2, held: 0 },
      { userId: 'hal', sold: 1, held: 0 },
      { userId: 'ivy', ...NONE },
    ],
    buyerItems: [
      { userId: 'gil', itemId: 10, sold: 2, held: 0 },
      { userId: 'hal', itemId: 10, sold: 1, held: 0 },
      { userId: 'ivy', itemId: 10, ...NONE },
    ],
    orders: [
      orderOf(6, 'gil', asked(2)),
      orderOf(7, 'hal', asked(1)),
      orderOf(8, 'ivy', { ...asked(1), status: 'failed', reason: 'card_declined' }),
    ],
    lines: [
      { itemId: 10, unitNo: 1, orderId: idOf(6) },
      { itemId: 10, unitNo: 2, orderId: idOf(6) },
      { itemId: 10, unitNo: 3, orderId: idOf(7) },
    ],
    events: [
      ...eventsOf(['order.confirmed', 6], ['order.confirmed', 7], ['order.failed', 8]),
      { type: 'sale.sold_out', subject: '2' },
    ],
  }
}
