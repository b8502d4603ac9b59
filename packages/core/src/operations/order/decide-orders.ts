import type { ClaimedOrder } from '../../ledger/index.ts'
import type { Context, OrderStep } from '../runtime/context.ts'
import { notifyGateOfEnd } from '../take/notify-gate.ts'

/** Orders that one server has under way at once. */
export const DECIDING_ORDERS_MAX = 100
/** An order that nobody could decide in this time fails. */
const UNDECIDED_MS_MAX = 15 * 60_000

/** What one server has under way; it outlives the calls. */
export interface Deciding {
  orders: number
}

/**
 * Claims orders that wait and decides them: processing, then confirmed or failed, whose units go back to the shelf. A worker
 * that dies leaves its claim to run out, and another begins anew. Slow decisions do not keep others from being claimed.
 * @returns how many were claimed, and when all of them are decided or left for later
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
        .catch((error) => ctx.log.warn({ order_id: order.id, error: String(error) }, 'an order will be decided later'))
        .finally(() => deciding.orders--),
    ),
  )
  return { claimed: orders.length, done }
}

async function decide(ctx: Context, order: ClaimedOrder): Promise<void> {
  const sale = await ctx.sales.get(order.saleId)
  if (!sale) throw new Error(`sale ${order.saleId} is gone`)
  const answer =
    order.ageMs > UNDECIDED_MS_MAX
      ? ({ approved: false, reason: 'not_decided_in_time' } as const)
      : await ask(ctx, order, sale.currency)
  const target = answer.approved ? 'confirmed' : 'failed'
  const { id, saleId } = order
  const reason = answer.approved ? null : answer.reason
  const verdict = await ctx.ledger.endHeld({
    kind: 'order',
    saleId,
    id,
    userId: null,
    target,
    reason,
    units: order.units,
  })
  // Whoever took the order over has decided it.
  if (verdict.status === 'done' || verdict.status === target) await notifyGateOfEnd(ctx, saleId, id, target)
}

/** The step's answer, while the claim lasts. */
async function ask(ctx: Context, order: ClaimedOrder, currency: string) {
  const { id, saleId, userId, units, total, lines } = order
  const signal = AbortSignal.timeout(ctx.settings.orderClaimMs)
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the claim ran out')), { once: true })
  })
  return Promise.race([ctx.orderStep({ id, saleId, userId, units, total, currency, lines, signal }), late])
}

/** The step that is there when none is plugged in: every order is approved. */
export const approve: OrderStep = async () => ({ approved: true })
