import { assertWithinBounds } from './bounds.ts'
import type { Source } from './edition.ts'
import { nameItem } from './naming.ts'
import { type Rarity, rarityOf } from './rarity.ts'

/** Base price of each rarity, in minor units. Within a rarity, prices differ by up to PRICE_STEPS steps. */
const PRICE_FROM: Record<Rarity, number> = { common: 1_900, uncommon: 3_400, rare: 7_900, singular: 24_000 }
const PRICE_STEP = 100
const PRICE_STEPS = 15

/** The price of an item in an hourly sale, in minor units. Servers and browsers compute the same price. Throws RangeError as describeItem does. */
export function priceOf(source: Source, position: number): number {
  assertWithinBounds(source, position)
  const { seed } = source
  return (
    PRICE_FROM[rarityOf(seed, nameItem(source, position).traits)] + ((seed + position * 7) % PRICE_STEPS) * PRICE_STEP
  )
}
