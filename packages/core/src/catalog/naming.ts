import { palettesOf } from './deal.ts'
import { permute } from './permutation.ts'
import { hash } from './random.ts'
import { slotsOfTable } from './slots.ts'
import { FORM_WEIGHTS, MATERIAL_WEIGHTS, PALETTE_WEIGHTS, PATTERN_WEIGHTS, type Traits } from './traits.ts'
import { ADJECTIVES, NOUNS } from './words/epithets.ts'

export const FORMS = slotsOfTable(FORM_WEIGHTS)
export const MATERIALS = slotsOfTable(MATERIAL_WEIGHTS)
export const PATTERNS = slotsOfTable(PATTERN_WEIGHTS)
const PALETTE_SLOTS = PALETTE_WEIGHTS.reduce<number>((sum, weight) => sum + weight, 0)

/** Epithets reserved for each combination of slots. */
export const EPITHETS_PER_SLOT = 7

/** Epithets of one palette: adjectives × nouns. */
export const EPITHETS = ADJECTIVES.length * NOUNS.tidewater.length

/** Coprime to EPITHETS, so that stepping by it visits every epithet once. */
export const EPITHET_STRIDE = 1409

/** Names per seed: 10,995,600, more than CATALOG_ITEMS_MAX. */
export const NAME_SPACE = FORMS.total * MATERIALS.total * PATTERNS.total * PALETTE_SLOTS * EPITHETS_PER_SLOT

export interface Naming {
  readonly traits: Traits
  readonly name: string
}

const capitalised = (words: string): string =>
  words
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

/** Every trait value as it appears in a name. */
const SPELLED: ReadonlyMap<string, string> = new Map(
  [...FORMS.values, ...MATERIALS.values, ...PATTERNS.values].map((value) => [value, capitalised(value)]),
)
const spelled = (value: string): string => SPELLED.get(value) ?? value

/**
 * The traits and name at `index`, a bijection from the index to (traits, epithet):
 * the index is permuted by the seed and read as mixed-radix digits, one per trait. Slots that share a value differ in their place
 * within it; these places are digits of the epithet's number, so no two slots share both traits and epithet.
 */
export function nameItem(seed: number, index: number): Naming {
  let rest = permute(seed, NAME_SPACE, index)
  const digit = (radix: number): number => {
    const value = rest % radix
    rest = Math.floor(rest / radix)
    return value
  }
  const form = FORMS.at(digit(FORMS.total))
  const material = MATERIALS.at(digit(MATERIALS.total))
  const pattern = PATTERNS.at(digit(PATTERNS.total))
  const palette = palettesOf(seed).at(digit(PALETTE_SLOTS))

  let number = rest
  for (const { weight, within } of [form, material, pattern, palette]) number = number * weight + within
  const offset = hash(seed, form.order, material.order, pattern.order, palette.order)
  const epithet = (number * EPITHET_STRIDE + offset) % EPITHETS
  const adjective = ADJECTIVES[epithet % ADJECTIVES.length]
  const noun = NOUNS[palette.value][Math.floor(epithet / ADJECTIVES.length)]

  const what = `${spelled(pattern.value)} ${spelled(material.value)} ${spelled(form.value)}`
  return {
    traits: { form: form.value, material: material.value, pattern: pattern.value, palette: palette.value },
    name: `${what} of the ${adjective} ${noun}`,
  }
}
