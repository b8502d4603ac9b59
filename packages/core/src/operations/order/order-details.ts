import type { OrderDetailsView, OrderStatus } from '../../contract/index.ts'
import type { Sale, StoredOrder } from '../../ledger/index.ts'
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

export function orderDetails(sale: Sale, order: ShownOrder, links?: PaymentLinks): OrderDetailsView {
  return {
    ...orderView(sale, order, links),
    items: order.lines.map((line) => lineView(sale, line)),
    reason: order.reason,
    changed_at: order.changedAt.toISOString(),
    status_url: `/v1/orders/${order.id}`,
    poll_after_ms: isDecided(order) ? null : pollAfterMs(order),
  }
}

const pollAfterMs = ({ status }: ShownOrder): number =>
  status === 'awaiting_payment' ? PAYMENT_POLL_AFTER_MS : ORDER_POLL_AFTER_MS
