import type { ClaimedOrder, Sale } from '../../ledger/index.ts'
import type { Context, OrderStep } from '../runtime/context.ts'
import { decideTestOrder } from '../sandbox/cases.ts'
import { endOrder } from './end-order.ts'

/** Most orders that one server decides concurrently. */
export const DECIDING_ORDERS_MAX = 100
/** An order that is still undecided after this time fails. */
const UNDECIDED_MS_MAX = 15 * 60_000

/** Orders that this server is deciding. Shared between calls. */
export interface Deciding {
  orders: number
}

/**
 * Claims waiting orders and decides them: first `processing`, then `confirmed` or `failed`, which returns their units to the shelf. If a
 * worker crashes, its claim expires and another worker starts over. Slow decisions do not block further claims.
 * @returns the number of claimed orders, and a promise that resolves when all of them are decided or left for a retry
 */
export async function decideOrders(
  ctx: Context,
  deciding: Deciding = { orders: 0 },
): Promise<{ claimed: number; done: Promise<unknown> }> {
  const room = DECIDING_ORDERS_MAX - deciding.orders
  const orders = room > 0 ? await ctx.ledger.claimOrders(room, ctx.settings.orderClaimMs) : []
  deciding.orders += orders.length
  const done = Promise.all(
    orders.map((order) =>
      decide(ctx, order)
        .catch((error) =>
          ctx.log.warn({ order_id: order.id, error: String(error) }, 'order decision failed, retrying later'),
        )
        .finally(() => deciding.orders--),
    ),
  )
  return { claimed: orders.length, done }
}

async function decide(ctx: Context, order: ClaimedOrder): Promise<void> {
  const sale = await ctx.sales.get(order.saleId)
  if (!sale) throw new Error(`sale ${order.saleId} not found`)
  const answer =
    order.ageMs > UNDECIDED_MS_MAX
      ? ({ approved: false, reason: 'not_decided_in_time' } as const)
      : await ask(ctx, order, sale)
  const target = answer.approved ? 'confirmed' : 'failed'
  // If the order already has another status, another worker has taken over and decided it.
  await endOrder(ctx, order, { target, reason: answer.approved ? null : answer.reason })
}

/** Runs the decision step; throws when the claim expires first. */
async function ask(ctx: Context, order: ClaimedOrder, { currency, sandbox }: Sale) {
  const step = sandbox === null ? ctx.orderStep : decideTestOrder
  const { id, saleId, userId, units, total, lines } = order
  const signal = AbortSignal.timeout(ctx.settings.orderClaimMs)
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the claim expired')), { once: true })
  })
  return Promise.race([step({ id, saleId, userId, units, total, currency, lines, signal }), late])
}

/** Default step: approves every order. */
export const approve: OrderStep = async () => ({ approved: true })
