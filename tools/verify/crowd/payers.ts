import { setTimeout as delay } from 'node:timers/promises'
import type {
  CheckoutView,
  HoldConfirmedView,
  OrderDetailsView,
  OrderView,
  PurchaseView,
  SaleView,
} from '@hourglass/core/contract'
import type { Fleet } from '../../harness/fleet.ts'
import { createRandom, type Random } from '../../harness/random.ts'
import type { Sender } from '../../harness/sender.ts'
import { ask } from '../ask.ts'
import type { PaidEvidence } from '../judge/payments.ts'

const ITEMS = 4
/** Units of an item, for each payer. Everything sells, and not at once. */
const UNITS_PER_PAYER = 0.3
const PRICE = 1_000
/** How long an order awaits its payment. */
const PAYMENT_MS = 1_500
/** A buyer is this much later than the deadline. */
const LATE_MS = 1_000
/** Buyers whose payment is certain to be late: of half of them the units are gone by then. Each has an item of its own. */
const LATE_BUYERS = 12
/** How long such a buyer may take: a killed server's claim on a payment lasts 30 s. */
const LATE_BUYER_MS_MAX = 90_000
const POLL_MS = 100
/** How long a buyer waits for an order to be confirmed before it is refunded or canceled. */
const CONFIRMED_MS_MAX = 20_000

/** What happens to a confirmed order, with how often of ten. */
const RETURNS: [
  how: 'kept' | 'refunded' | 'refunded in part' | 'refunded twice' | 'canceled' | 'both',
  of10: number,
][] = [
  ['kept', 4],
  ['refunded', 1],
  ['refunded in part', 2],
  ['refunded twice', 1],
  ['canceled', 1],
  ['both', 1],
]
const ENDINGS = RETURNS.flatMap(([how, of10]) => Array.from({ length: of10 }, () => how))
/** Share of buyers who cancel while they pay, and of refunds whose units do not go back on sale, in percent. */
const CANCEL_PERCENT = 10
const SCRAP_PERCENT = 10

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

/** Environment of servers that take payments. */
export const PAYING_ENV = {
  PAYMENTS: 'test',
  SALE_PAYMENT: 'none',
  PAYMENT_TTL: `${PAYMENT_MS}ms`,
  CANCEL_WINDOW: '1h',
  RATE_LIMIT_ORDERS: 'off',
}

/** Buyers who pay in a sale of their own. */
export interface Payers {
  fleet: Pick<Fleet, 'servers'>
  sender: Sender
  seed: number
  count: number
}

/** What the buyers of a sale learn. */
interface Known {
  approved: Set<string>
  returned: Set<string>
}

interface Visit {
  sale: SaleView
  userId: string
}

/**
 * Opens a sale and lets buyers reserve, pay, decline, pay late, pay another amount, cancel and be refunded in it, until they are stopped.
 * @returns what they know
 */
export async function payUntilStopped(payers: Payers, stopping: AbortSignal): Promise<PaidEvidence> {
  const sale = await openSale(payers)
  const known: Known = { approved: new Set(), returned: new Set() }
  const buyers = Array.from({ length: payers.count }, async (_, i) => {
    const random = createRandom(payers.seed * 1_000 + i)
    for (let n = 0; !stopping.aborted; n++)
      await buy(payers, random, { sale, userId: `visitor:payer-${i}-${n}` }, known)
  })
  const late = await Promise.all(Array.from({ length: LATE_BUYERS }, (_, i) => comeLate(payers, sale, i)))
  await Promise.all(buyers)
  return { saleId: sale.id, ...known, late: late.filter((order) => order !== null) }
}

async function openSale({ sender, count }: Payers): Promise<SaleView> {
  const stock = Math.ceil(count * UNITS_PER_PAYER)
  const items = [
    ...Array.from({ length: ITEMS }, (_, i) => ({ name: `Paid ${i}`, stock, price: PRICE })),
    ...Array.from({ length: LATE_BUYERS }, (_, i) => ({ name: `Paid late ${i}`, stock: 1, price: PRICE })),
  ]
  const body = { name: 'Paid', payment: 'required', buyer_limit: 3, guests: 'allowed', items }
  return sender.send(async (server) => {
    const answer = await server.client.send<SaleView>('POST', '/v1/admin/sales', { key: 'paid', body })
    return { entry: answer.body, answer, answered: answer.status === 201, mayWalk: false }
  })
}

/** One buyer reserves in one of three ways, then does what buyers do at the provider. */
async function buy(payers: Payers, random: Random, visit: Visit, known: Known): Promise<void> {
  const order = await reserve(payers, random, visit)
  if (!order) return
  const action = random.pick(ACTIONS)
  if (action === null) return
  if (action === 'approve_late') await delay(PAYMENT_MS + LATE_MS)
  const canceling = random.below(100) < CANCEL_PERCENT ? cancel(payers, random, order, visit) : null
  const answer = await act(payers, random, order, action)
  if (answer && action.startsWith('approve')) known.approved.add(order.id)
  if (await canceling) return
  if (answer && action !== 'approve_late' && action.startsWith('approve'))
    await giveBack(payers, random, order, visit, known)
}

/** Once the order is confirmed, some or all of it goes back. */
async function giveBack(
  payers: Payers,
  random: Random,
  order: OrderView,
  visit: Visit,
  { returned }: Known,
): Promise<void> {
  const how = random.pick(ENDINGS)
  if (how === 'kept') return
  const deadline = performance.now() + CONFIRMED_MS_MAX
  const found = await decided(payers, order, visit.userId, deadline).catch(() => null)
  if (found?.status !== 'confirmed') return
  const [first] = found.items
  const part = how === 'refunded in part' && first ? { items: [{ id: first.id, quantity: 1 }] } : {}
  const refund = () => {
    const body = { reason: 'Damaged', restock: random.below(100) >= SCRAP_PERCENT, ...part }
    return ask<OrderDetailsView>(payers, random, `/v1/admin/orders/${order.id}/refund`, body)
  }
  const asked = {
    refunded: [refund],
    'refunded in part': [refund],
    'refunded twice': [refund, refund],
    canceled: [() => cancel(payers, random, order, visit)],
    both: [refund, () => cancel(payers, random, order, visit)],
  }[how]
  const answers = await Promise.all(asked.map((each) => each()))
  if (answers.some((answer) => answer && answer.refunds.length > 0)) returned.add(order.id)
}

const cancel = (payers: Payers, random: Random, { id }: OrderView, { userId: user_id }: Visit) =>
  ask<OrderDetailsView>(payers, random, `/v1/orders/${id}/cancel`, { user_id })

async function reserve(payers: Payers, random: Random, { sale, userId: user_id }: Visit): Promise<OrderView | null> {
  const item = () => sale.first_item_id + random.below(ITEMS)
  switch (random.below(3)) {
    case 0: {
      const code = await ask<CheckoutView>(payers, random, '/checkout', { user_id, id: [item(), item()] })
      const bought = code && (await ask<PurchaseView>(payers, random, '/purchase', { code: code.code }))
      return bought?.order ?? null
    }
    case 1:
      return order(payers, random, user_id, { id: item(), quantity: 1 + random.below(2) })
    default: {
      const hold = await ask<{ id: string }>(payers, random, '/v1/reservations', { user_id, item_id: item() })
      const path = `/v1/reservations/${hold?.id}/confirm`
      const confirmed = hold && (await ask<HoldConfirmedView>(payers, random, path, { user_id }))
      return confirmed?.order ?? null
    }
  }
}

const order = (payers: Payers, random: Random, user_id: string, line: { id: number; quantity: number }) =>
  ask<OrderView>(payers, random, '/v1/orders', { user_id, items: [line] })

const act = (payers: Payers, random: Random, { id }: Pick<OrderView, 'id'>, action: string) =>
  ask<object>(payers, random, `/v1/test-payments/${id}`, { action })

/**
 * A buyer pays after the deadline. Of an even number: somebody else has bought the unit by then.
 * @returns the order; null if the answer to the payment was lost, or if it took too long
 */
async function comeLate(payers: Payers, sale: SaleView, i: number): Promise<PaidEvidence['late'][number] | null> {
  const random = createRandom(payers.seed * 2_000 + i)
  const deadline = performance.now() + LATE_BUYER_MS_MAX
  const line = { id: sale.first_item_id + ITEMS + i, quantity: 1 }
  /** Reserves the unit, as new buyers, until it ends in this way. An order that a killed server took has no link. */
  async function reserveUntil(status: OrderView['status'], who: string, action?: string): Promise<OrderView | null> {
    for (let n = 0; performance.now() < deadline; n++) {
      const userId = `visitor:${who}-${i}-${n}`
      const reserved = await order(payers, random, userId, line)
      if (reserved && action) await act(payers, random, reserved, action)
      const ended = reserved && (await decided(payers, reserved, userId, deadline))
      if (ended?.status === status && reserved?.payment_url) return ended
      await delay(POLL_MS)
    }
    return null
  }
  const late = await reserveUntil('expired', 'late')
  const isGone = i % 2 === 0
  if (!late || (isGone && !(await reserveUntil('confirmed', 'sooner', 'approve')))) return null
  return (await act(payers, random, late, 'approve_late')) && { id: late.id, isGone }
}

async function decided(
  { sender }: Payers,
  { id }: OrderView,
  userId: string,
  deadline: number,
): Promise<OrderDetailsView | null> {
  while (performance.now() < deadline) {
    const found = await sender.read<OrderDetailsView>(`/v1/orders/${id}?user_id=${encodeURIComponent(userId)}`)
    if (found.status !== 'awaiting_payment') return found
    await delay(POLL_MS)
  }
  return null
}
