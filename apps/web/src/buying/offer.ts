import type { ItemState, ItemView, SaleView } from '@hourglass/core/contract'
import type { SaleMoney } from '../words/sale'

export const moneyOf = ({ payment, play_money }: SaleMoney): SaleMoney => ({ payment, play_money })

/** The part of an item that the browser needs to show and buy it. */
export interface Offer
  extends Pick<
    ItemView,
    | 'id'
    | 'sale_id'
    | 'name'
    | 'image_url'
    | 'price'
    | 'list_price'
    | 'discount_percent'
    | 'stock'
    | 'units_left'
    | 'colour'
    | 'buyer_limit'
    | 'withdrawn'
  > {
  state: ItemState
  money: SaleMoney
  sale_status: SaleView['status']
  /** The most units that one buyer can have. */
  most: number
}

export const offerOf = (item: ItemView, sale: SaleMoney & Pick<SaleView, 'buyer_limit'>): Offer => ({
  id: item.id,
  sale_id: item.sale_id,
  name: item.name,
  image_url: item.image_url,
  price: item.price,
  list_price: item.list_price,
  discount_percent: item.discount_percent,
  stock: item.stock,
  units_left: item.units_left,
  colour: item.colour,
  buyer_limit: item.buyer_limit,
  withdrawn: item.withdrawn,
  state: item.state,
  money: moneyOf(sale),
  sale_status: item.sale_status,
  most: Math.min(item.stock, sale.buyer_limit, item.buyer_limit ?? item.stock),
})
