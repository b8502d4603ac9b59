import { palettesOf } from './deal.ts'
import { FORMS, MATERIALS, PALETTE_SLOTS, PATTERNS, type Place } from './name-space.ts'
import { permute } from './permutation.ts'
import { hash } from './random.ts'

/** Items that are neighbours: |i - j| < NEIGHBOURS. */
export const NEIGHBOURS = 100

/** Stages: three walls by four arrangements. */
export const STAGES = 12

/**
 * Steps of each trait from round to round, and from one slot of a form to the next of the same form. Neighbours of the same form are at
 * most three rounds and two slots apart. For all such pairs, steps were chosen by search so that either the slots of the materials are
 * further apart than any material has slots, or the slots of the patterns and of the palettes both are. The stages of all pairs differ.
 */
const STEPS = {
  material: [17, 5],
  pattern: [2, 8],
  palette: [1, 6],
  stage: [1, 4],
} as const

/** A place, and the stage that its item stands on. */
export interface StagedPlace extends Place {
  /** 0 ≤ stage < STAGES. */
  readonly stage: number
}

/**
 * Edition 2: a round is as many items as forms have slots, each slot once, in an order of its own. The other traits step from round to
 * round (a rank-1 lattice), so that neighbours differ by construction: of two neighbours of the same form, the materials differ, or both
 * the patterns and the palettes do; and their stages differ. A bijection from the index to the place: material and pattern visit all
 * their pairs in 2,310 rounds, since their numbers of slots have no common factor; then the palette moves on by one, then the epithet.
 */
export function stratified(seed: number, index: number): StagedPlace {
  const round = Math.floor(index / FORMS.total)
  const form = FORMS.at(permute(hash(seed, round), FORMS.total, index % FORMS.total))
  const cycle = Math.floor(round / (MATERIALS.total * PATTERNS.total))
  const at = (trait: keyof typeof STEPS, slots: number, shift = 0): number => {
    const [byRound, bySlot] = STEPS[trait]
    return (byRound * round + bySlot * form.within + shift + (hash(seed, form.order, byRound, bySlot) % slots)) % slots
  }
  return {
    form,
    material: MATERIALS.at(at('material', MATERIALS.total)),
    pattern: PATTERNS.at(at('pattern', PATTERNS.total)),
    palette: palettesOf(seed).at(at('palette', PALETTE_SLOTS, cycle)),
    rest: Math.floor(cycle / PALETTE_SLOTS),
    stage: at('stage', STAGES),
  }
}
