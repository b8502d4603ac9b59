import { assertWithinBounds } from './bounds.ts'
import { bodyColour } from './colouring.ts'
import { nameItem } from './naming.ts'
import { type Rarity, rarityOf } from './rarity.ts'
import type { Traits } from './traits.ts'

export interface GeneratedItem {
  readonly index: number
  /** Unique within the seed: "Fluted Obsidian Beacon of the Ninth Tide". */
  readonly name: string
  readonly traits: Traits
  readonly rarity: Rarity
  /** '#rrggbb': the body's dominant colour, also of the item's grain in the field. */
  readonly colour: string
}

/** The item at `index` of the sale with `seed`. Throws RangeError unless 0 ≤ seed ≤ SEED_MAX and 0 ≤ index < CATALOG_ITEMS_MAX. */
export function describeItem(seed: number, index: number): GeneratedItem {
  assertWithinBounds(seed, index)
  const { name, traits } = nameItem(seed, index)
  return { index, name, traits, rarity: rarityOf(seed, traits), colour: bodyColour(seed, index, traits) }
}

/** Only the name of describeItem. Throws RangeError under the same bounds. */
export function nameOf(seed: number, index: number): string {
  assertWithinBounds(seed, index)
  return nameItem(seed, index).name
}

/** Only the colour of describeItem. Throws RangeError under the same bounds. */
export function colourOf(seed: number, index: number): string {
  assertWithinBounds(seed, index)
  return bodyColour(seed, index, nameItem(seed, index).traits)
}
