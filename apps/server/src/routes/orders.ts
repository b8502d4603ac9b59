import { orderInput, ordersInput, ownInput } from '@hourglass/core/contract'
import { OrderDetailsView, OrdersView } from '@hourglass/core/contract/views'
import { listOrders, placeOrder, readOrder } from '@hourglass/core/operations'
import type { FastifyReply } from 'fastify'
import { RESERVING_REFUSALS } from './reservations.ts'
import { operation } from './route.ts'

export const orders = {
  place: operation({
    method: 'post',
    path: '/v1/orders',
    id: 'placeOrder',
    tag: 'Orders',
    summary: 'Order several items with quantities, all of them or none',
    description:
      'What is ordered is set aside and the order stored before the answer; whether it is confirmed is decided later.',
    input: orderInput,
    inputIn: 'body',
    success: {
      202: { description: 'Set aside and stored.', view: OrderDetailsView, headers: ['location', 'retry-after'] },
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
    summary: 'All orders of a buyer, however they came about, the newest first',
    description: 'With a key, `user_id` is required.',
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
    summary: 'An order and what has become of it',
    input: ownInput,
    inputIn: 'query',
    requestHeaders: ['if-none-match'],
    success: {
      200: { description: 'The order.', view: OrderDetailsView, headers: ['etag', 'retry-after'] },
      304: { description: 'It is as it was.', headers: ['etag', 'retry-after'] },
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
}

function retryAfter(reply: FastifyReply, order: { poll_after_ms: number | null }): void {
  if (order.poll_after_ms !== null) reply.header('retry-after', Math.ceil(order.poll_after_ms / 1_000))
}

/** RFC 9110 §13.1.2, by weak comparison. */
const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
