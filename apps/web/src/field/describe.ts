import { countItems, type GeneratedItem, rarityWords } from '@hourglass/core/catalog'
import type { ItemState } from '@hourglass/core/contract'
import type { UnsealedSale } from '../catalogue/known-things'
import { offerAt } from '../catalogue/offer-at'

/** How the things of a sale are told of, one at a time. */
export function describer(
  sale: UnsealedSale,
  things: readonly GeneratedItem[],
  stateAt: (position: number) => ItemState,
) {
  const counts = countItems(things)
  return (position: number) => {
    const thing = things[position]
    return thing ? { offer: offerAt(sale, thing, stateAt(position)), rarity: rarityWords(thing.traits, counts) } : null
  }
}
