import { assertWithinBounds, THINGS_MAX } from './bounds.ts'
import { FORMS, MATERIALS, nameItem, PATTERNS } from './naming.ts'
import { type Form, type Material, PALETTES, type Palette, type Pattern, type Traits } from './traits.ts'

/** How many things of a sale carry each trait value; values that none carries count 0. */
export interface TraitCounts {
  /** Things in the sale. */
  readonly things: number
  readonly form: Readonly<Record<Form, number>>
  readonly material: Readonly<Record<Material, number>>
  readonly pattern: Readonly<Record<Pattern, number>>
  readonly palette: Readonly<Record<Palette, number>>
  /** By form within material: how many obsidian beacons there are. */
  readonly kin: Readonly<Record<Material, Readonly<Record<Form, number>>>>
}

function each<V extends string, T>(values: readonly V[], start: () => T): Record<V, T> {
  return Object.fromEntries(values.map((value) => [value, start()])) as Record<V, T>
}

/**
 * Counts the traits of the things 0 to things-1; about 1 µs a thing, so worth keeping for the length of a sale.
 * Throws RangeError unless 0 ≤ seed ≤ SEED_MAX and 0 ≤ things ≤ THINGS_MAX.
 */
export function countTraits(seed: number, things: number): TraitCounts {
  if (!Number.isInteger(things) || things < 0 || things > THINGS_MAX)
    throw new RangeError(`things must be an integer from 0 to ${THINGS_MAX}, got ${things}`)
  assertWithinBounds(seed, 0)
  return countItems(Array.from({ length: things }, (_, index) => nameItem(seed, index)))
}

/** The same of things that have been described already. */
export function countItems(things: readonly { readonly traits: Traits }[]): TraitCounts {
  const zero = () => 0
  const counts = {
    things: things.length,
    form: each(FORMS.values, zero),
    material: each(MATERIALS.values, zero),
    pattern: each(PATTERNS.values, zero),
    palette: each(PALETTES, zero),
    kin: each(MATERIALS.values, () => each(FORMS.values, zero)),
  }
  for (const { traits } of things) {
    const { form, material, pattern, palette } = traits
    counts.form[form]++
    counts.material[material]++
    counts.pattern[pattern]++
    counts.palette[palette]++
    counts.kin[material][form]++
  }
  return counts
}
