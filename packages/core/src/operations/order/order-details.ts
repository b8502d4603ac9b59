import type { OrderDetailsView, OrderStatus } from '../../contract/index.ts'
import type { Sale, StoredOrder } from '../../ledger/index.ts'
import { lineView, orderView } from '../sale/views.ts'

/** Polling interval for undecided orders. */
export const ORDER_POLL_AFTER_MS = 500

/** An order that can be shown, that is, not void. */
export type ShownOrder = StoredOrder & { status: OrderStatus }

export const isShown = (order: StoredOrder | null): order is ShownOrder => order !== null && order.status !== 'void'

export const isDecided = (order: Pick<StoredOrder, 'status'>): boolean =>
  order.status !== 'queued' && order.status !== 'processing'

export function orderDetails(sale: Sale, order: ShownOrder): OrderDetailsView {
  return {
    ...orderView(sale, order),
    items: order.lines.map((line) => lineView(sale, line)),
    reason: order.reason,
    changed_at: order.changedAt.toISOString(),
    status_url: `/v1/orders/${order.id}`,
    poll_after_ms: isDecided(order) ? null : ORDER_POLL_AFTER_MS,
  }
}
