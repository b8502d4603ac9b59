import { palettesOf } from './deal.ts'
import { FORMS, MATERIALS, PATTERNS } from './naming.ts'
import type { Traits } from './traits.ts'

/** From the most to the least expected. */
export const RARITIES = ['common', 'uncommon', 'rare', 'singular'] as const
export type Rarity = (typeof RARITIES)[number]

/** Slots that a combination of traits may hold at most, to be of each tier; the fullest combination holds 720. */
const SINGULAR_SLOTS_MAX = 10
const RARE_SLOTS_MAX = 40
const UNCOMMON_SLOTS_MAX = 120

/**
 * The tier that follows from the weights of the traits alone: of 10,000 things about 6,460 are common,
 * 2,780 uncommon, 700 rare and 60 singular, whatever the seed.
 */
export function rarityOf(seed: number, traits: Traits): Rarity {
  const slots =
    FORMS.weightOf(traits.form) *
    MATERIALS.weightOf(traits.material) *
    PATTERNS.weightOf(traits.pattern) *
    palettesOf(seed).weightOf(traits.palette)
  if (slots <= SINGULAR_SLOTS_MAX) return 'singular'
  if (slots <= RARE_SLOTS_MAX) return 'rare'
  return slots <= UNCOMMON_SLOTS_MAX ? 'uncommon' : 'common'
}
