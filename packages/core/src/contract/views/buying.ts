import { z } from 'zod'
import { count, timestamp, view } from './registry.ts'
import { ItemSummary, LineView, Money } from './sales.ts'

const userId = z.string().meta({ examples: ['ann'] })
const CODE = 'AZqf0dxAeoG1bY3yVJ0vAAAADHqk0tFv0r5mZ2xJQ1c'

export const CheckoutView = view('Checkout', {
  code: z
    .string()
    .describe('The code to send to `POST /purchase`.')
    .meta({ examples: [CODE] }),
  sale_id: count.meta({ examples: [12] }),
  items_count: count.meta({ examples: [1] }),
  items: z.array(LineView),
  unavailable: z
    .array(z.object({ id: count, code: z.enum(['sold_out', 'item_held', 'item_withdrawn']) }))
    .describe(
      'Requested items that are not available and not part of the checkout. `item_held`: the item may come back on sale.',
    )
    .meta({ examples: [[]] }),
  sale_ends_at: timestamp.nullable().meta({ examples: [null] }),
  expires_at: timestamp,
})
export type CheckoutView = z.infer<typeof CheckoutView>

export const OrderStatus = z.enum([
  'queued',
  'processing',
  'awaiting_payment',
  'confirmed',
  'failed',
  'expired',
  'partly_refunded',
  'refunded',
  'canceled',
])
export type OrderStatus = z.infer<typeof OrderStatus>

const order = {
  id: z.uuid(),
  number: z
    .string()
    .describe('The order number that people read, derived from `id`.')
    .meta({ examples: ['HG-EWEV-B5K0-0001'] }),
  sale_id: count.meta({ examples: [12] }),
  user_id: userId,
  status: OrderStatus.meta({ examples: ['confirmed'] }),
  units: count.meta({ examples: [1] }),
  total: Money,
  created_at: timestamp,
  pay_by: timestamp
    .nullable()
    .describe('While `status` is `awaiting_payment`: until when its units are kept for a payment. Otherwise `null`.')
    .meta({ examples: [null] }),
  payment_url: z
    .url()
    .nullable()
    .describe(
      'While `status` is `awaiting_payment`: where the buyer pays. It can be `null` for a moment, until the payment is created: read the order again. Otherwise `null`.',
    )
    .meta({ examples: [null] }),
}
export const OrderView = view('Order', order)
export type OrderView = z.infer<typeof OrderView>

const RefundView = z.object({
  id: z.uuid(),
  by: z.enum(['operator', 'buyer']).describe('`buyer`: a cancellation.'),
  reason: z.string().nullable().describe('`null` for a cancellation.'),
  items: z.array(z.object({ id: count, quantity: count })).describe('The units that were returned.'),
  amount: Money,
  restocked: z.boolean().describe('Whether the units went back on sale.'),
  status: z
    .enum(['pending', 'done', 'void'])
    .describe('`pending`: the payment provider is still to give the money back. `void`: it was never charged.'),
  created_at: timestamp,
})

export const OrderDetailsView = view('OrderDetails', {
  ...order,
  items: z.array(LineView),
  reason: z
    .string()
    .nullable()
    .describe('Why the order failed; otherwise `null`.')
    .meta({ examples: [null] }),
  refunds: z
    .array(RefundView)
    .describe(
      'Units that were returned after the order was confirmed, oldest first. `items`, `units` and `total` are what was bought.',
    )
    .meta({ examples: [[]] }),
  cancel_until: timestamp
    .nullable()
    .describe('Until when the buyer can cancel the order; `null` if they cannot.')
    .meta({ examples: [null] }),
  changed_at: timestamp,
  status_url: z.string().meta({ examples: ['/v1/orders/0198f3d2-7a54-7f9d-8537-985966000001'] }),
  poll_after_ms: count
    .nullable()
    .describe('How long to wait before polling again; `null` once the order is decided.')
    .meta({ examples: [null] }),
})
export type OrderDetailsView = z.infer<typeof OrderDetailsView>

export const OrdersView = view('Orders', {
  orders: z.array(OrderDetailsView).describe('Newest first.'),
  next_cursor: z
    .string()
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [null] }),
})
export type OrdersView = z.infer<typeof OrdersView>

export const HoldView = view('Reservation', {
  id: z.uuid(),
  sale_id: count.meta({ examples: [12] }),
  item_id: count.meta({ examples: [110_001] }),
  user_id: userId,
  status: z.enum(['ACTIVE', 'CONFIRMED', 'CANCELED', 'EXPIRED']),
  item: ItemSummary,
  created_at: timestamp,
  expires_at: timestamp,
  changed_at: timestamp,
  server_time: timestamp,
})
export type HoldView = z.infer<typeof HoldView>

export const HoldsView = view('Reservations', {
  reservations: z.array(HoldView).describe('Newest first.'),
  next_cursor: z
    .string()
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [null] }),
})
export type HoldsView = z.infer<typeof HoldsView>

export const HoldConfirmedView = view('ReservationConfirmed', { reservation: HoldView, order: OrderView })
export type HoldConfirmedView = z.infer<typeof HoldConfirmedView>

export const SyncExpiredView = view('SyncExpired', { expired: count.meta({ examples: [0] }) })

export const FailedItem = view('FailedItem', {
  id: count.meta({ examples: [110_002] }),
  code: z.enum(['sold_out', 'item_held', 'item_withdrawn', 'limit_reached', 'price_changed', 'item_not_found']),
})

export const PurchaseView = view('Purchase', {
  message: z.string().meta({ examples: ['Purchase successful'] }),
  order: OrderView,
  purchased_items: z.array(LineView),
  failed_items: z.array(FailedItem).meta({ examples: [[]] }),
  total_purchased: count.describe('Units.').meta({ examples: [1] }),
  failed_count: count.meta({ examples: [0] }),
})
export type PurchaseView = z.infer<typeof PurchaseView>

export const CartLineView = view('CartLine', {
  item: ItemSummary,
  sale_id: count.meta({ examples: [12] }),
  quantity: count.meta({ examples: [1] }),
  state: z
    .enum(['available', 'fewer_left', 'held', 'sold_out', 'sale_not_open', 'sale_paused'])
    .describe(
      '`fewer_left`: fewer units are available than requested. `held`: every remaining unit is reserved or being bought.',
    ),
  units_left: count.meta({ examples: [1] }),
  line_total: Money,
})
export type CartLineView = z.infer<typeof CartLineView>

/** A buyer's cart. Nothing in it is reserved, and the total is at current prices. */
export const CartView = view('Cart', {
  user_id: userId,
  lines: z.array(CartLineView).describe('In the order they were added to the cart.'),
  dropped: z
    .array(z.object({ item_id: count, code: z.literal('sale_closed') }))
    .describe('Lines that were removed because their sale is over. Each is reported once.')
    .meta({ examples: [[]] }),
  estimated_total: Money.nullable().describe(
    'Total of the units that are available now; `null` when none are, or when the lines have different currencies.',
  ),
  expires_at: timestamp
    .nullable()
    .describe('When the cart expires. Every change extends it. `null` when there is no cart.'),
  reserved: z.literal(false),
})
export type CartView = z.infer<typeof CartView>

/** A payment of the provider `test`. */
export const TestPaymentView = view('TestPayment', {
  id: z.uuid(),
  order_number: z.string().meta({ examples: ['HG-EWEV-B5K0-0001'] }),
  status: z.enum(['pending', 'authorized', 'captured', 'canceled', 'refunded']).meta({ examples: ['pending'] }),
  amount: Money,
  return_url: z.url().meta({ examples: ['https://shop.example/orders/0198f3d2-7a54-7f9d-8537-985966000001'] }),
})
export type TestPaymentView = z.infer<typeof TestPaymentView>
