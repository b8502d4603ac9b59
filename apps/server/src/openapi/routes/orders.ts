import { orderInput, ordersInput, ownInput } from '@hourglass/core/contract'
import { OrderDetailsView, OrdersView } from '@hourglass/core/contract/views'
import { RESERVING_REFUSALS } from '../reserving-refusals.ts'
import type { Route } from '../route.ts'

export const orders: Route[] = [
  {
    method: 'post',
    path: '/v1/orders',
    id: 'placeOrder',
    tag: 'Orders',
    summary: 'Order several items with quantities, all of them or none',
    description:
      'What is ordered is set aside and the order stored before the answer; whether it is confirmed is decided later.',
    input: orderInput,
    inputIn: 'body',
    yes: {
      202: { description: 'Set aside and stored.', view: OrderDetailsView, headers: ['location', 'retry-after'] },
    },
    no: RESERVING_REFUSALS,
    scopes: ['buy'],
    once: true,
  },
  {
    method: 'get',
    path: '/v1/orders',
    id: 'listOrders',
    tag: 'Orders',
    summary: 'All orders of a buyer, however they came about, the newest first',
    description: 'With a key, `user_id` is required.',
    input: ordersInput,
    exampleWith: ['user_id'],
    inputIn: 'query',
    yes: { 200: { description: 'A page of orders.', view: OrdersView, headers: ['link'] } },
    no: ['busy'],
    scopes: ['read', 'buy'],
  },
  {
    method: 'get',
    path: '/v1/orders/{id}',
    id: 'readOrder',
    tag: 'Orders',
    summary: 'An order and what has become of it',
    input: ownInput,
    inputIn: 'query',
    requestHeaders: ['if-none-match'],
    yes: {
      200: { description: 'The order.', view: OrderDetailsView, headers: ['etag', 'retry-after'] },
      304: { description: 'It is as it was.', headers: ['etag', 'retry-after'] },
    },
    no: ['order_not_found', 'busy'],
    scopes: ['read', 'buy'],
  },
]
