import { countThings, rarityWords, type Thing } from '@hourglass/core/catalog'
import type { ItemState, SaleView } from '@hourglass/core/contract'
import { offerAt } from '../catalogue/offer-at'

/** How the things of a sale are told of, one at a time. */
export function describer(sale: SaleView, things: readonly Thing[], stateAt: (position: number) => ItemState) {
  const counts = countThings(things)
  return (position: number) => {
    const thing = things[position]
    return thing ? { offer: offerAt(sale, thing, stateAt(position)), rarity: rarityWords(thing.traits, counts) } : null
  }
}
