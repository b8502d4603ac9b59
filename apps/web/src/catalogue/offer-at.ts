import { type GeneratedItem, priceOf } from '@hourglass/core/catalog'
import type { ItemState } from '@hourglass/core/contract'
import { moneyOf, type Offer } from '../buying/offer'
import type { UnsealedSale } from './item-cache'

/** The offer of a generated item, which has one unit. The server confirms its price at checkout. */
export function offerAt(sale: UnsealedSale, { index, name, colour }: GeneratedItem, state: ItemState): Offer {
  const id = sale.first_item_id + index
  return {
    id,
    sale_id: sale.id,
    name,
    image_url: `/v1/items/${id}/image.svg`,
    price: { amount: priceOf(sale, index), currency: sale.currency },
    list_price: null,
    discount_percent: 0,
    stock: 1,
    units_left: state === 'available' ? 1 : 0,
    colour,
    buyer_limit: null,
    withdrawn: false,
    state,
    money: moneyOf(sale),
    sale_status: sale.status,
    most: 1,
  }
}
