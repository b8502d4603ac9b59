import { checkoutInput, purchaseInput } from '@hourglass/core/contract'
import { CheckoutView, PurchaseView } from '@hourglass/core/contract/views'
import { checkout, purchase, refuseCheckout } from '@hourglass/core/operations'
import { operation } from './route.ts'

export const buying = {
  checkout: operation({
    method: 'post',
    path: '/checkout',
    id: 'checkout',
    tag: 'Buying',
    summary: 'Check out items and get a code to purchase with',
    description:
      'Takes up to ten items of one sale. With `code`, adds the items to that open checkout and returns the same code. Without `id`, ' +
      'checks out the buyer’s cart; `sale_id` picks the sale if the cart has items of several. Every attempt is stored.',
    input: checkoutInput,
    exampleWith: ['id'],
    inputIn: 'either',
    success: { 200: { description: 'The checkout.', view: CheckoutView } },
    refusals: [
      'item_not_found',
      'code_not_found',
      'sold_out',
      'item_held',
      'held_by_you',
      'sale_not_open',
      'sale_paused',
      'code_used',
      'in_progress',
      'sale_closed',
      'code_expired',
      'busy',
    ],
    scopes: ['buy'],
    idempotent: true,
    shedsLoad: true,
    operation: checkout,
    onRefused: refuseCheckout,
  }),
  purchase: operation({
    method: 'post',
    path: '/purchase',
    id: 'purchase',
    tag: 'Buying',
    summary: 'Buy the items of a checkout that are still available',
    description: 'A code buys once. Sent again, the answer is `code_used` with the order.',
    input: purchaseInput,
    inputIn: 'either',
    success: { 200: { description: 'The order, and the items that were no longer available.', view: PurchaseView } },
    refusals: [
      'code_not_found',
      'code_used',
      'sold_out',
      'item_held',
      'held_by_you',
      'limit_reached',
      'sale_not_open',
      'sale_paused',
      'in_progress',
      'sale_closed',
      'code_expired',
      'busy',
    ],
    scopes: ['buy'],
    idempotent: true,
    shedsLoad: true,
    operation: purchase,
  }),
}
