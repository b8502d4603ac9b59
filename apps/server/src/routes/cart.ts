import { cartAddInput, cartInput, cartItemInput, cartLineInput } from '@hourglass/core/contract'
import { CartView } from '@hourglass/core/contract/views'
import { addToCart, clearCart, readCart, removeCartLine, setCartLine } from '@hourglass/core/operations'
import { operation } from './route.ts'

const whole = { tag: 'Cart', success: { 200: { description: 'The cart, whole.', view: CartView } } } as const

export const cart = {
  get: operation({
    ...whole,
    method: 'get',
    path: '/v1/cart',
    id: 'readCart',
    summary: 'A buyer’s cart: what it would cost, and what has become of each line',
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
    summary: 'Take everything out of a cart',
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
    summary: 'Add units of an item to what is in a cart',
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
    summary: 'Set how many units of an item are in a cart',
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
    summary: 'Take an item out of a cart',
    input: cartItemInput,
    inputIn: 'query',
    refusals: ['busy'],
    scopes: ['buy'],
    operation: removeCartLine,
  }),
}
