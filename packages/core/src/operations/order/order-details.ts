import type { OrderDetailsView, OrderStatus } from '../../contract/index.ts'
import type { Sale, StoredOrder, StoredRefund } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { lineView, orderView, type PaymentLinks } from '../sale/views.ts'

/** Polling interval for undecided orders. */
export const ORDER_POLL_AFTER_MS = 500
/** Polling interval for orders that await their payment, which people make. */
const PAYMENT_POLL_AFTER_MS = 2_000

/** An order that can be shown, that is, not void. */
export type ShownOrder = StoredOrder & { status: OrderStatus }

export const isShown = (order: StoredOrder | null): order is ShownOrder => order !== null && order.status !== 'void'

const UNDECIDED: readonly StoredOrder['status'][] = ['queued', 'processing', 'awaiting_payment']

export const isDecided = (order: Pick<StoredOrder, 'status'>): boolean => !UNDECIDED.includes(order.status)

export function orderDetails(
  ctx: Pick<Context, 'settings' | 'clock'>,
  sale: Sale,
  order: ShownOrder,
  links?: PaymentLinks,
): OrderDetailsView {
  const changes = [order.changedAt, ...order.refunds.map(({ changedAt }) => changedAt)]
  return {
    ...orderView(sale, order, links),
    items: order.lines.map((line) => lineView(sale, line)),
    reason: order.reason,
    refunds: order.refunds.map((refund) => refundView(sale, refund)),
    cancel_until: cancelUntil(ctx, order)?.toISOString() ?? null,
    changed_at: new Date(Math.max(...changes.map((at) => at.getTime()))).toISOString(),
    status_url: `/v1/orders/${order.id}`,
    poll_after_ms: isDecided(order) ? null : pollAfterMs(order),
  }
}

const refundView = (sale: Sale, refund: StoredRefund): OrderDetailsView['refunds'][number] => ({
  id: refund.id,
  by: refund.by,
  reason: refund.reason,
  items: refund.lines.map(({ itemId, quantity }) => ({ id: itemId, quantity })),
  amount: { amount: refund.amount, currency: sale.currency },
  restocked: refund.restocked,
  status: refund.status,
  created_at: refund.createdAt.toISOString(),
})

/** Until when the buyer can cancel an order; null if they cannot. One that awaits its payment can be canceled until it is decided. */
export function cancelUntil(
  { settings, clock }: Pick<Context, 'settings' | 'clock'>,
  { status, payBy, changedAt }: StoredOrder,
): Date | null {
  if (status === 'awaiting_payment') return payBy
  if (status !== 'confirmed' && status !== 'partly_refunded') return null
  const until = new Date(changedAt.getTime() + settings.cancelMs)
  return until > clock() ? until : null
}

const pollAfterMs = ({ status }: ShownOrder): number =>
  status === 'awaiting_payment' ? PAYMENT_POLL_AFTER_MS : ORDER_POLL_AFTER_MS
