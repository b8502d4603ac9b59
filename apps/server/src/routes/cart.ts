import { cartAddInput, cartInput, cartItemInput, cartLineInput } from '@hourglass/core/contract'
import { CartView } from '@hourglass/core/contract/views'
import { addToCart, clearCart, readCart, removeCartLine, setCartLine } from '@hourglass/core/operations'
import { operation } from './route.ts'

const whole = { tag: 'Cart', success: { 200: { description: 'The whole cart.', view: CartView } } } as const

export const cart = {
  get: operation({
    ...whole,
    method: 'get',
    path: '/v1/cart',
    id: 'readCart',
    summary: 'Read a buyer’s cart, with its total and the availability of each line',
    input: cartInput,
    inputIn: 'query',
    refusals: ['busy'],
    scopes: ['read', 'buy'],
    operation: readCart,
  }),
  clear: operation({
    ...whole,
    method: 'delete',
    path: '/v1/cart',
    id: 'clearCart',
    summary: 'Empty a cart',
    input: cartInput,
    inputIn: 'query',
    refusals: ['busy'],
    scopes: ['buy'],
    operation: clearCart,
  }),
  add: operation({
    ...whole,
    method: 'post',
    path: '/v1/cart/items',
    id: 'addToCart',
    summary: 'Add units of an item to a cart',
    input: cartAddInput,
    inputIn: 'body',
    refusals: ['item_not_found', 'sale_not_open', 'sale_closed', 'busy'],
    scopes: ['buy'],
    idempotent: true,
    operation: addToCart,
  }),
  set: operation({
    ...whole,
    method: 'put',
    path: '/v1/cart/items/{item_id}',
    id: 'setCartLine',
    summary: 'Set the quantity of an item in a cart',
    input: cartLineInput,
    inputIn: 'body',
    refusals: ['item_not_found', 'sale_not_open', 'sale_closed', 'busy'],
    scopes: ['buy'],
    operation: setCartLine,
  }),
  remove: operation({
    ...whole,
    method: 'delete',
    path: '/v1/cart/items/{item_id}',
    id: 'removeCartLine',
    summary: 'Remove an item from a cart',
    input: cartItemInput,
    inputIn: 'query',
    refusals: ['busy'],
    scopes: ['buy'],
    operation: removeCartLine,
  }),
}
