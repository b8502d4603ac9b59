import type { Money } from '@hourglass/core/contract'
import type { Offer } from './offer'

/** What is checked out together: one item, or a sale's lines of the cart. */
export interface Basket {
  saleId: number
  /** null: the cart's lines of the sale. */
  itemId: number | null
  title: string
  /** What it costs as far as is known before it is checked out. */
  total: Money
  /** The item, when it is one. */
  offer?: Offer
}

export const basketOf = (offer: Offer): Basket => ({
  saleId: offer.sale_id,
  itemId: offer.id,
  title: offer.name,
  total: offer.price,
  offer,
})
