import { RARITIES, type Thing } from '@hourglass/core/catalog'
import type { StatesView } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { UnsealedSale } from '../catalogue/known-things'
import { describer } from '../field/describe'

/** The rarest thing that can still be had, the first of them; the page begins with it in view. */
export function featuredOf(sale: UnsealedSale, things: readonly Thing[], { states: packed }: StatesView) {
  const states = unpackStates(packed, sale.items_count)
  const stateAt = (position: number) => ITEM_STATES[states[position] ?? 0] ?? 'available'
  for (const rarity of RARITIES.toReversed()) {
    const thing = things.find((one) => one.rarity === rarity && stateAt(one.index) === 'available')
    if (thing) return describer(sale, things, stateAt)(thing.index)
  }
  return null
}
