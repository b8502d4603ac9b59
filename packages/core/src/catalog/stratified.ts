import { palettesOf } from './deal.ts'
import { FORMS, MATERIALS, PALETTE_SLOTS, PATTERNS, type Place } from './name-space.ts'
import { permute } from './permutation.ts'
import { hash } from './random.ts'

/** Items i and j are neighbours when |i - j| < NEIGHBOURS. */
export const NEIGHBOURS = 100

/** Where an item stands. */
export interface Look {
  /** Light, middle or deep. */
  readonly wall: number
  readonly arrangement: number
  readonly variant: number
  /** Which way an arrangement faces: 0 or 1. */
  readonly side: number
}
const LOOKS = { wall: 3, arrangement: 4, variant: 5, side: 2 } as const

/**
 * How far a trait moves on from one round to the next, from one slot of a form to its next, and from one form to the next. Neighbours are
 * at most 3 rounds apart, slots of a form at most 2, and forms at most 13, so all their differences can be enumerated. The steps were
 * found by a search over them, and stratified.test.ts states what they guarantee.
 */
const STEPS = {
  material: [53, 5, 37],
  pattern: [5, 5, 14],
  palette: [11, 9, 11],
  stage: [1, 8, 11],
  variant: [1, 1, 1],
  side: [0, 0, 1],
} as const satisfies Record<string, readonly [round: number, slot: number, form: number]>

/**
 * Edition 2: a round is as many items as forms have slots, each slot once, in an order of its own. All other traits are linear in the
 * round, the form's slot and the form (a rank-1 lattice), so that neighbours differ by construction. A bijection from the index to the
 * place: material and pattern visit all their pairs in 2,310 rounds, since their numbers of slots have no common factor; then the palette
 * moves on by one more, and after all palettes the epithet. Only across such a move, every 78,540 items, palettes of neighbours may agree.
 */
export function stratified(seed: number, index: number): Place & Look {
  const round = Math.floor(index / FORMS.total)
  const form = FORMS.at(permute(hash(seed, round), FORMS.total, index % FORMS.total))
  const order = permute(seed, FORMS.values.length, form.order)
  const cycle = Math.floor(round / (MATERIALS.total * PATTERNS.total))
  const at = (trait: keyof typeof STEPS, values: number, more = 0): number => {
    const [byRound, bySlot, byForm] = STEPS[trait]
    return (
      (byRound * round + bySlot * form.within + byForm * order + (hash(seed, byRound, bySlot) % values) + more) % values
    )
  }
  const stage = at('stage', LOOKS.wall * LOOKS.arrangement)
  return {
    form,
    material: MATERIALS.at(at('material', MATERIALS.total)),
    pattern: PATTERNS.at(at('pattern', PATTERNS.total)),
    palette: palettesOf(seed).at(at('palette', PALETTE_SLOTS, cycle)),
    rest: Math.floor(cycle / PALETTE_SLOTS),
    wall: stage % LOOKS.wall,
    arrangement: stage % LOOKS.arrangement,
    variant: at('variant', LOOKS.variant),
    side: at('side', LOOKS.side),
  }
}
