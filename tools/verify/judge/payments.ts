import { setTimeout as delay } from 'node:timers/promises'
import type { Stores } from '../../harness/stores.ts'
import { every, type Finding } from './evidence.ts'
import { readAtOnce, readGate } from './stored-state.ts'

/** How long payments may take to end after the last purchase: a killed server's claim lasts 30 s. */
const SETTLE_MS_MAX = 60_000
const SETTLE_PAUSE_MS = 250

/** What the buyers of a paid sale know. */
export interface PaidEvidence {
  saleId: number
  /** Orders whose buyers know that the provider has approved them. */
  approved: ReadonlySet<string>
  /** Orders of which a refund or a cancellation was answered with units that were returned. */
  returned: ReadonlySet<string>
  /** Orders that were paid for after their deadline. `isGone`: somebody else had their units by then. */
  late: readonly { id: string; isGone: boolean }[]
}

interface PaidOrder {
  id: string
  status: string
  units: number
  total: number
  lines: number
  state: string
  /** The provider's status of the payment; null: it was never created. */
  money: string | null
  amount: number | null
  /** Units that were returned, by the order and by the list of them. */
  returned: number
  back: number
  /** What the sold units cost, and what the provider has given back, in how many refunds. */
  value: number
  refunded: number
  keys: number
  /** What was to be given back, in how many refunds, and how many of them are pending. */
  refunds: number
  refundsCount: number
  pending: number
}

type Books = Awaited<ReturnType<typeof read>>

/** A paid sale at its end: its findings, and its money in minor units. */
export interface PaidResult {
  findings: Finding[]
  money: { orders: number; units: number; price: number; captured: number; refunded: number; released: number }
}

/** Waits until every payment has ended, then compares the provider's money with the ledger's units. */
export async function judgePayments(stores: Stores, evidence: PaidEvidence): Promise<PaidResult> {
  const deadline = performance.now() + SETTLE_MS_MAX
  let books = await read(stores, evidence.saleId)
  const isSettled = () => books.orders.every(hasEnded) && books.gate?.free === books.free
  while (!isSettled() && performance.now() < deadline) {
    await delay(SETTLE_PAUSE_MS)
    books = await read(stores, evidence.saleId)
  }
  return { findings: compare(books, evidence), money: moneyOf(books) }
}

async function read(stores: Stores, saleId: number) {
  const ledger = await readAtOnce(stores.databaseUrl, async (rows) => ({
    orders: await rows<PaidOrder>(
      `SELECT o.id, o.status, o.units, o.total::float8 AS total, p.state, t.status AS money, t.amount::float8 AS amount,
         o.returned, coalesce(t.refunded, 0)::float8 AS refunded,
         (SELECT count(*)::int FROM test_refunds r WHERE r.order_id = o.id) AS keys,
         (SELECT count(*)::int FROM order_lines l WHERE l.sale_id = $1 AND l.order_id = o.id) AS lines,
         (SELECT coalesce(sum(price), 0)::float8 FROM order_lines l WHERE l.sale_id = $1 AND l.order_id = o.id) AS value,
         (SELECT count(*)::int FROM returned_lines l WHERE l.order_id = o.id) AS back,
         r.*
       FROM orders o CROSS JOIN LATERAL (
         SELECT coalesce(sum(amount), 0)::float8 AS refunds, count(*)::int AS "refundsCount",
           count(*) FILTER (WHERE status = 'pending')::int AS pending
         FROM refunds WHERE order_id = o.id
       ) AS r LEFT JOIN payments p ON p.order_id = o.id LEFT JOIN test_payments t ON t.order_id = o.id
       WHERE o.sale_id = $1 AND o.status <> 'void'`,
      [saleId],
    ),
    items: await rows<{
      id: number
      stock: number
      sold: number
      held: number
      lines: number
      last: number
      active: number
    }>(
      `SELECT id::int, stock, sold, held,
         (SELECT count(*)::int FROM order_lines l WHERE l.sale_id = $1 AND l.item_id = i.id) AS lines,
         (SELECT coalesce(max(unit_no), 0) FROM order_lines l WHERE l.sale_id = $1 AND l.item_id = i.id) AS last,
         (SELECT count(*)::int FROM holds h WHERE h.sale_id = $1 AND h.item_id = i.id AND h.state = 'active') AS active
       FROM items i WHERE sale_id = $1`,
      [saleId],
    ),
    sold: await rows<{ units: number; price: number }>(
      'SELECT count(*)::int AS units, coalesce(sum(price), 0)::float8 AS price FROM order_lines WHERE sale_id = $1',
      [saleId],
    ),
    epoch: (await rows<{ epoch: number }>('SELECT epoch FROM sales WHERE id = $1', [saleId]))[0]?.epoch ?? 0,
  }))
  const free = ledger.items.reduce((sum, { stock, sold, held }) => sum + stock - sold - held, 0)
  return { ...ledger, free, gate: await readGate(stores, saleId, ledger.epoch) }
}

const ENDS = ['captured', 'released', 'canceled']
/** Neither we nor the provider have anything left to do. */
const hasEnded = ({ state, money, pending }: PaidOrder): boolean =>
  ENDS.includes(state) && pending === 0 && money !== 'authorized' && money !== 'pending'

function moneyOf({ orders, sold }: Books): PaidResult['money'] {
  const sum = (which: (order: PaidOrder) => boolean) =>
    orders.filter(which).reduce((total, { amount }) => total + (amount ?? 0), 0)
  return {
    orders: orders.length,
    units: sold[0]?.units ?? 0,
    price: sold[0]?.price ?? 0,
    captured: sum(isCharged),
    refunded: orders.reduce((total, { refunded }) => total + refunded, 0),
    released: sum(({ state }) => state === 'released'),
  }
}

/** The provider has taken the buyer's money, and may have given some or all of it back. */
const isCharged = ({ money }: PaidOrder): boolean => money === 'captured' || money === 'refunded'

function compare(books: Books, { approved, returned, late }: PaidEvidence): Finding[] {
  const { orders, items, free, gate } = books
  const spelled = (order: PaidOrder | undefined) => (order ? `order ${JSON.stringify(order)}` : 'an order not stored')
  const known = new Map(orders.map((order) => [order.id, order]))
  return [
    every('captured money has all its units, at the price of the order', orders, (order) => {
      const { amount, total, lines, units, status } = order
      const isOwned = lines === units - order.returned && (status === 'confirmed' || order.returned > 0)
      return isCharged(order) && (!isOwned || amount !== total) && spelled(order)
    }),
    every('units are given only for money that was captured', orders, (order) => {
      return (
        (order.lines > 0 || order.status === 'confirmed' || order.returned > 0) && !isCharged(order) && spelled(order)
      )
    }),
    every('money that was kept is the price of the units sold', [moneyOf(books)], ({ captured, refunded, price }) => {
      return captured - refunded !== price && `${captured} captured and ${refunded} refunded for units of ${price}`
    }),
    every('the money of returned units went back, in one refund for each time', orders, (order) => {
      const { amount, back, refunded, keys, refunds, refundsCount, value } = order
      const isExact = refunded === refunds && keys === refundsCount && back === order.returned
      const keptIsOwned = !isCharged(order) || (amount ?? 0) - refunded === value
      return (!isExact || !keptIsOwned) && spelled(order)
    }),
    every('no return that was answered is forgotten', [...returned], (id) => {
      return !known.get(id)?.returned && `${id}: ${spelled(known.get(id))}`
    }),
    every('every payment ends, and money that buys nothing goes back', orders, (order) => {
      return !hasEnded(order) && spelled(order)
    }),
    every('no approved payment is forgotten', [...approved], (id) => {
      const order = known.get(id)
      const isDealtWith = order !== undefined && (isCharged(order) || order.state === 'released')
      return !isDealtWith && `${id}: ${spelled(order)}`
    }),
    every('late money buys free units, and goes back if they are gone', late, ({ id, isGone }) => {
      const order = known.get(id)
      return (isGone ? order?.state !== 'released' : order?.money !== 'captured') && `${id}: ${spelled(order)}`
    }),
    every('late money came for free units and for units that are gone', [true, false], (isGone) => {
      return !late.some((order) => order.isGone === isGone) && `none for units that are ${isGone ? 'gone' : 'free'}`
    }),
    every('paid items stay within their stock and count their rows', items, (item) => {
      const { id, stock, sold, held, lines, last, active } = item
      return (
        (sold + held > stock || sold !== lines || last !== lines || held !== active) &&
        `item ${id}: ${JSON.stringify(item)}`
      )
    }),
    every('the gate of the paid sale has the units of the ledger', [gate], (found) => {
      return found?.free !== free && `${found?.free} free in the gate, ${free} in the ledger`
    }),
  ]
}
