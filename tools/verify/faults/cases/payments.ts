import { setTimeout as delay } from 'node:timers/promises'
import type { CheckoutView, HoldConfirmedView, OrderView, PurchaseView, SaleView } from '@hourglass/core/contract'
import { createRandom, type Random } from '../../../harness/random.ts'
import type { Injection } from '../../inject.ts'
import { every, type Finding } from '../../judge/evidence.ts'
import { readAtOnce, readGate } from '../../judge/stored-state.ts'
import { ask, killAndFlush } from '../beside.ts'
import type { Environment } from '../environment.ts'
import type { Fault } from '../fault.ts'

const BUYERS = 40
const ITEMS = 4
const STOCK = 12
const PRICE = 1_000
/** Pauses between two faults of a kind. */
const KILL_MS = 1_500
const FLUSH_MS = 1_500
/** How long an order awaits its payment. */
const PAYMENT_MS = 1_500
/** A buyer is this much later than the deadline. */
const LATE_MS = 1_000
/** How long payments may take to end after the last purchase: a killed server's claim lasts 30 s. */
const SETTLE_MS_MAX = 60_000
const SETTLE_PAUSE_MS = 250

/** What buyers do, with how often of twenty. `null`: nothing, until the deadline passes. */
const HABITS: [action: string | null, of20: number][] = [
  ['approve', 6],
  ['decline', 2],
  ['approve_twice', 2],
  ['approve_silently', 2],
  ['approve_reordered', 2],
  ['approve_other_amount', 1],
  ['approve_late', 3],
  [null, 2],
]
const ACTIONS = HABITS.flatMap(([action, of20]) => Array.from({ length: of20 }, () => action))

const paid: Fault = {
  name: 'payments',
  what: 'buyers pay, decline, pay late and pay another amount, while servers are killed and Redis is flushed',
  env: { PAYMENTS: 'test', SALE_PAYMENT: 'none', PAYMENT_TTL: `${PAYMENT_MS}ms`, RATE_LIMIT_ORDERS: 'off' },
  beside: besideCrowd,
  inject: killAndFlush(KILL_MS, FLUSH_MS),
}

async function besideCrowd(environment: Environment, { stopping }: Injection): Promise<Finding[]> {
  const sale = await openSale(environment)
  const approved = new Set<string>()
  const buyers = Array.from({ length: BUYERS }, async (_, i) => {
    const random = createRandom(environment.size.seed * 1_000 + i)
    for (let n = 0; !stopping.aborted; n++)
      await buy(environment, random, { sale, approved, userId: `visitor:payer-${i}-${n}` })
  })
  await Promise.all(buyers)
  return judge(environment, sale, approved)
}

async function openSale({ floor }: Environment): Promise<SaleView> {
  const items = Array.from({ length: ITEMS }, (_, i) => ({ name: `Paid ${i}`, stock: STOCK, price: PRICE }))
  const body = { name: 'Paid', payment: 'required', buyer_limit: 3, guests: 'allowed', items }
  return floor.sender.send(async (server) => {
    const answer = await server.client.send<SaleView>('POST', '/v1/admin/sales', { key: 'paid', body })
    return { entry: answer.body, answer, answered: answer.status === 201, mayWalk: false }
  })
}

interface Visit {
  sale: SaleView
  userId: string
  /** Orders whose buyers know that the provider has approved them. */
  approved: Set<string>
}

/** One buyer reserves in one of three ways, then does what buyers do at the provider. */
async function buy(environment: Environment, random: Random, { sale, userId, approved }: Visit): Promise<void> {
  const order = await reserve(environment, random, { sale, userId })
  if (!order) return
  const action = random.pick(ACTIONS)
  if (action === null) return
  if (action === 'approve_late') await delay(PAYMENT_MS + LATE_MS)
  const answer = await ask(environment, random, `/v1/test-payments/${order.id}`, { action })
  if (answer && action.startsWith('approve')) approved.add(order.id)
}

async function reserve(
  environment: Environment,
  random: Random,
  { sale, userId: user_id }: Pick<Visit, 'sale' | 'userId'>,
): Promise<OrderView | null> {
  const item = () => sale.first_item_id + random.below(ITEMS)
  switch (random.below(3)) {
    case 0: {
      const code = await ask<CheckoutView>(environment, random, '/checkout', { user_id, id: [item(), item()] })
      const bought = code && (await ask<PurchaseView>(environment, random, '/purchase', { code: code.code }))
      return bought?.order ?? null
    }
    case 1:
      return ask(environment, random, '/v1/orders', { user_id, items: [{ id: item(), quantity: 1 + random.below(2) }] })
    default: {
      const hold = await ask<{ id: string }>(environment, random, '/v1/reservations', { user_id, item_id: item() })
      const path = `/v1/reservations/${hold?.id}/confirm`
      const confirmed = hold && (await ask<HoldConfirmedView>(environment, random, path, { user_id }))
      return confirmed?.order ?? null
    }
  }
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
}

async function read({ stores }: Environment, { id: saleId }: SaleView) {
  const ledger = await readAtOnce(stores.databaseUrl, async (rows) => ({
    orders: await rows<PaidOrder>(
      `SELECT o.id, o.status, o.units, o.total::float8 AS total, p.state, t.status AS money, t.amount::float8 AS amount,
         (SELECT count(*)::int FROM order_lines l WHERE l.sale_id = $1 AND l.order_id = o.id) AS lines
       FROM orders o LEFT JOIN payments p ON p.order_id = o.id LEFT JOIN test_payments t ON t.order_id = o.id
       WHERE o.sale_id = $1 AND o.status <> 'void'`,
      [saleId],
    ),
    items: await rows<{ id: number; stock: number; sold: number; held: number; lines: number; active: number }>(
      `SELECT id::int, stock, sold, held,
         (SELECT count(*)::int FROM order_lines l WHERE l.sale_id = $1 AND l.item_id = i.id) AS lines,
         (SELECT count(*)::int FROM holds h WHERE h.sale_id = $1 AND h.item_id = i.id AND h.state = 'active') AS active
       FROM items i WHERE sale_id = $1`,
      [saleId],
    ),
    epoch: (await rows<{ epoch: number }>('SELECT epoch FROM sales WHERE id = $1', [saleId]))[0]?.epoch ?? 0,
  }))
  const free = ledger.items.reduce((sum, { stock, sold, held }) => sum + stock - sold - held, 0)
  return { ...ledger, free, gate: await readGate(stores, saleId, ledger.epoch) }
}

const ENDS = ['captured', 'released', 'canceled']
/** Neither we nor the provider have anything left to do. */
const hasEnded = ({ state, money }: PaidOrder): boolean =>
  ENDS.includes(state) && money !== 'authorized' && money !== 'pending'

async function judge(environment: Environment, sale: SaleView, approved: ReadonlySet<string>): Promise<Finding[]> {
  const deadline = performance.now() + SETTLE_MS_MAX
  let state = await read(environment, sale)
  const isSettled = () => state.orders.every(hasEnded) && state.gate?.free === state.free
  while (!isSettled() && performance.now() < deadline) {
    await delay(SETTLE_PAUSE_MS)
    state = await read(environment, sale)
  }
  const { orders, items, free, gate } = state
  const spelled = (order: PaidOrder) => `order ${JSON.stringify(order)}`
  const known = new Map(orders.map((order) => [order.id, order]))
  return [
    every('captured money has all its units, at the price of the order', orders, (order) => {
      const { money, amount, total, lines, units, status } = order
      return money === 'captured' && (status !== 'confirmed' || lines !== units || amount !== total) && spelled(order)
    }),
    every('units are given only for money that was captured', orders, (order) => {
      return (order.lines > 0 || order.status === 'confirmed') && order.money !== 'captured' && spelled(order)
    }),
    every('every payment ends, and money that buys nothing goes back', orders, (order) => {
      return !hasEnded(order) && spelled(order)
    }),
    every('no approved payment is forgotten', [...approved], (id) => {
      const order = known.get(id)
      const isDealtWith = order?.money === 'captured' || order?.state === 'released'
      return !isDealtWith && `${id}: ${order ? spelled(order) : 'not stored'}`
    }),
    every('items of the paid sale never sell beyond their stock, and count their rows', items, (item) => {
      const { id, stock, sold, held, lines, active } = item
      return (sold + held > stock || sold !== lines || held !== active) && `item ${id}: ${JSON.stringify(item)}`
    }),
    every('the gate of the paid sale has the units of the ledger', [gate], (found) => {
      return found?.free !== free && `${found?.free} free in the gate, ${free} in the ledger`
    }),
  ]
}

export const payments = [paid]
