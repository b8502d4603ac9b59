import type { CartView, OrderDetailsView } from '@hourglass/core/contract'
import type { FastifyReply } from 'fastify'
import { cart } from '../routes/cart.ts'
import { orders } from '../routes/orders.ts'
import { earlier, theirUser } from './route.ts'

/** Minor units in one unit of a currency: the shop shows prices as decimals. */
const MINOR_UNITS = 100
const product = { productId: 'item_id', product_id: 'item_id' }

function cartBody({ request }: FastifyReply, { user_id, lines, estimated_total, expires_at }: CartView) {
  return {
    userId: theirUser(request, user_id),
    items: lines.map(({ item, quantity, line_total, units_left, state }) => ({
      productId: item.id,
      productName: item.name,
      unitPrice: item.price.amount / MINOR_UNITS,
      quantity,
      lineTotal: line_total.amount / MINOR_UNITS,
      availableStock: units_left,
      state,
    })),
    estimatedTotal: (estimated_total?.amount ?? 0) / MINOR_UNITS,
    expiresAt: expires_at,
  }
}

function orderBody({ request }: FastifyReply, order: OrderDetailsView) {
  return {
    orderId: order.id,
    userId: theirUser(request, order.user_id),
    status: order.status,
    statusUrl: `/orders/${order.id}/status`,
    items: order.items.map(({ id, name, quantity, price }) => ({
      productId: id,
      productName: name,
      unitPrice: price.amount / MINOR_UNITS,
      quantity,
    })),
    total: order.total.amount / MINOR_UNITS,
    currency: order.total.currency,
    reason: order.reason,
    createdAt: order.created_at,
    updatedAt: order.changed_at,
  }
}

/** The shop with carts and asynchronous orders. A buyer is in the path, in the query or in the body. */
export const shop = {
  readCart: earlier(cart.get, { path: '/cart', reply: cartBody }),
  readCartOf: earlier(cart.get, { path: '/cart/{user_id}', reply: cartBody }),
  addToCart: earlier(cart.add, { path: '/cart/items', names: product, reply: cartBody }),
  addToCartOf: earlier(cart.add, { path: '/cart/{user_id}/items', names: product, reply: cartBody }),
  removeFromCart: earlier(cart.remove, { path: '/cart/items/{item_id}', reply: cartBody }),
  removeFromCartOf: earlier(cart.remove, { path: '/cart/{user_id}/items/{item_id}', reply: cartBody }),
  clearCart: earlier(cart.clear, { path: '/cart', reply: cartBody }),
  clearCartOf: earlier(cart.clear, { path: '/cart/{user_id}', reply: cartBody }),
  placeOrder: earlier(orders.place, {
    path: '/orders',
    names: { productId: 'id', product_id: 'id' },
    reply(reply, order) {
      reply.header('location', `/orders/${order.id}/status`)
      return orderBody(reply, order)
    },
  }),
  listOrders: earlier(orders.list, {
    path: '/orders',
    reply: (reply, { orders }) => orders.map((order) => orderBody(reply, order)),
  }),
  listOrdersOf: earlier(orders.list, {
    path: '/orders/user/{user_id}',
    reply: (reply, { orders }) => orders.map((order) => orderBody(reply, order)),
  }),
  readOrder: earlier(orders.get, { path: '/orders/{id}', reply: orderBody }),
  readOrderStatus: earlier(orders.get, { path: '/orders/{id}/status', reply: orderBody }),
}
