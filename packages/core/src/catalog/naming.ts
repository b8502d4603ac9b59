import type { Source } from './edition.ts'
import { FORMS, MATERIALS, PATTERNS } from './name-space.ts'
import { hash } from './random.ts'
import { scattered } from './scattered.ts'
import { stratified } from './stratified.ts'
import type { Traits } from './traits.ts'
import { ADJECTIVES, NOUNS } from './words/epithets.ts'

/** Epithets of one palette: adjectives × nouns. */
export const EPITHETS = ADJECTIVES.length * NOUNS.tidewater.length

/** Coprime to EPITHETS, so that stepping by it visits every epithet once. */
export const EPITHET_STRIDE = 1409

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
 * The traits and name at `index`, a bijection from the index to (traits, epithet). Slots that share a value differ in their place
 * within it; these places are digits of the epithet's number, so no two slots share both traits and epithet.
 */
export function nameItem({ seed, edition }: Source, index: number): Naming {
  const { form, material, pattern, palette, rest } = edition === 1 ? scattered(seed, index) : stratified(seed, index)
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
