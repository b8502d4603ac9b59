import type { ItemState, ItemView } from '@hourglass/core/contract'

/** What of an item a browser needs to show and buy it. */
export interface Offer extends Pick<ItemView, 'id' | 'sale_id' | 'name' | 'image_url' | 'price' | 'colour'> {
  state: ItemState
}

export const offerOf = ({ id, sale_id, name, image_url, price, colour, state }: ItemView): Offer => ({
  id,
  sale_id,
  name,
  image_url,
  price,
  colour,
  state,
})
