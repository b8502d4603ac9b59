import { assertWithinBounds } from './bounds.ts'
import { bodyColour } from './colouring.ts'
import type { Source } from './edition.ts'
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

/** The item at `index` of the sale. Throws RangeError unless source and index are within bounds.ts. */
export function describeItem(source: Source, index: number): GeneratedItem {
  assertWithinBounds(source, index)
  const { name, traits } = nameItem(source, index)
  return { index, name, traits, rarity: rarityOf(source.seed, traits), colour: bodyColour(source, index, traits) }
}

/** Only the name of describeItem. Throws RangeError under the same bounds. */
export function nameOf(source: Source, index: number): string {
  assertWithinBounds(source, index)
  return nameItem(source, index).name
}

/** Only the colour of describeItem. Throws RangeError under the same bounds. */
export function colourOf(source: Source, index: number): string {
  assertWithinBounds(source, index)
  return bodyColour(source, index, nameItem(source, index).traits)
}
