import { palettesOf } from './deal.ts'
import { FORMS, MATERIALS, PATTERNS } from './name-space.ts'
import type { Traits } from './traits.ts'

/** From the most to the least common. */
export const RARITIES = ['common', 'uncommon', 'rare', 'singular'] as const
export type Rarity = (typeof RARITIES)[number]

/** The most slots that a combination of traits may have for each tier. The most common combination has 720. */
const SINGULAR_SLOTS_MAX = 10
const RARE_SLOTS_MAX = 40
const UNCOMMON_SLOTS_MAX = 120

/**
 * The tier, computed from the weights of the traits alone: of 10,000 items about 6,460 are common,
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
