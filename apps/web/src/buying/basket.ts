import type { Money } from '@hourglass/core/contract'
import type { SaleMoney } from '../words/sale'
import type { Offer } from './offer'

/** What is checked out together: one item, or the cart's lines of one sale. */
export interface Basket {
  saleId: number
  /** null: the cart's lines of the sale. */
  itemId: number | null
  title: string
  /** The expected total; the checkout confirms it. */
  total: Money
  /** Undefined while the sale of the cart’s lines is not read yet. */
  money: SaleMoney | undefined
  /** Set if the basket is a single item. */
  offer?: Offer
}

export const basketOf = (offer: Offer): Basket => ({
  saleId: offer.sale_id,
  itemId: offer.id,
  title: offer.name,
  total: offer.price,
  money: offer.money,
  offer,
})
