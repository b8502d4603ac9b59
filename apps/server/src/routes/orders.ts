import { orderInput, ordersInput, ownInput } from '@hourglass/core/contract'
import { OrderDetailsView, OrdersView } from '@hourglass/core/contract/views'
import { cancelOrder, listOrders, placeOrder, readOrder } from '@hourglass/core/operations'
import type { FastifyReply } from 'fastify'
import { RESERVING_REFUSALS } from './reservations.ts'
import { operation } from './route.ts'

export const orders = {
  place: operation({
    method: 'post',
    path: '/v1/orders',
    id: 'placeOrder',
    tag: 'Orders',
    summary: 'Order several items with quantities, all or nothing',
    description:
      'The units are reserved and the order is stored before the answer. The order is confirmed or rejected asynchronously.',
    input: orderInput,
    inputIn: 'body',
    requestHeaders: ['hourglass-pass'],
    success: {
      202: {
        description: 'The units are reserved and the order is stored.',
        view: OrderDetailsView,
        headers: ['location', 'retry-after'],
      },
    },
    refusals: RESERVING_REFUSALS,
    scopes: ['buy'],
    idempotent: true,
    rateLimit: 'orders',
    operation: placeOrder,
    reply(reply, order) {
      reply.header('location', order.status_url)
      retryAfter(reply, order)
    },
  }),
  list: operation({
    method: 'get',
    path: '/v1/orders',
    id: 'listOrders',
    tag: 'Orders',
    summary: 'List all orders of a buyer, newest first',
    description: 'Includes purchases and confirmed reservations. With a key, `user_id` is required.',
    input: ordersInput,
    exampleWith: ['user_id'],
    inputIn: 'query',
    success: { 200: { description: 'A page of orders.', view: OrdersView, headers: ['link'] } },
    refusals: ['busy'],
    scopes: ['read', 'buy'],
    operation: listOrders,
  }),
  get: operation({
    method: 'get',
    path: '/v1/orders/{id}',
    id: 'readOrder',
    tag: 'Orders',
    summary: 'Read an order and its status',
    input: ownInput,
    inputIn: 'query',
    requestHeaders: ['if-none-match'],
    success: {
      200: { description: 'The order.', view: OrderDetailsView, headers: ['etag', 'retry-after'] },
      304: { description: 'Not modified.', headers: ['etag', 'retry-after'] },
    },
    refusals: ['order_not_found', 'busy'],
    scopes: ['read', 'buy'],
    operation: readOrder,
    reply(reply, order) {
      const etag = `"${order.status}-${Date.parse(order.changed_at)}"`
      reply.header('etag', etag)
      retryAfter(reply, order)
      if (matches(reply.request.headers['if-none-match'], etag)) reply.code(304)
    },
  }),
  cancel: operation({
    method: 'post',
    path: '/v1/orders/{id}/cancel',
    id: 'cancelOrder',
    tag: 'Orders',
    summary: 'Cancel an order on behalf of its buyer',
    description:
      'Until `cancel_until`. Its units go back on sale, and what was paid goes back to the buyer. An order that awaits its payment is canceled once the payment has ended: it may still be `awaiting_payment` in the answer, and it is `confirmed` if the buyer has paid in the meantime.',
    input: ownInput,
    inputIn: 'body',
    success: { 200: { description: 'The order.', view: OrderDetailsView, headers: ['retry-after'] } },
    refusals: ['order_not_found', 'order_not_cancelable', 'busy'],
    scopes: ['buy'],
    idempotent: true,
    rateLimit: 'orders',
    operation: cancelOrder,
    reply: (reply, order) => retryAfter(reply, order),
  }),
}

function retryAfter(reply: FastifyReply, order: { poll_after_ms: number | null }): void {
  if (order.poll_after_ms !== null) reply.header('retry-after', Math.ceil(order.poll_after_ms / 1_000))
}

/** If-None-Match by weak comparison (RFC 9110 §13.1.2). */
const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
