import { type GeneratedItem, rarityWords } from '@hourglass/core/catalog'
import type { ItemState } from '@hourglass/core/contract'
import { countsOf } from '../catalogue/computed'
import type { UnsealedSale } from '../catalogue/item-cache'
import { offerAt } from '../catalogue/offer-at'

/** Returns a function that describes the item at a position. */
export function describer(
  sale: UnsealedSale,
  items: readonly GeneratedItem[],
  stateAt: (position: number) => ItemState,
) {
  const counts = countsOf(sale, items)
  return (position: number) => {
    const item = items[position]
    return item ? { offer: offerAt(sale, item, stateAt(position)), rarity: rarityWords(item.traits, counts) } : null
  }
}
