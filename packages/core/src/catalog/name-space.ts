import { type Slot, slotsOfTable } from './slots.ts'
import {
  FORM_WEIGHTS,
  type Form,
  MATERIAL_WEIGHTS,
  type Material,
  PALETTE_WEIGHTS,
  PATTERN_WEIGHTS,
  type Palette,
  type Pattern,
} from './traits.ts'

export const FORMS = slotsOfTable(FORM_WEIGHTS)
export const MATERIALS = slotsOfTable(MATERIAL_WEIGHTS)
export const PATTERNS = slotsOfTable(PATTERN_WEIGHTS)
export const PALETTE_SLOTS = PALETTE_WEIGHTS.reduce<number>((sum, weight) => sum + weight, 0)

/** Epithets reserved for each combination of slots. */
export const EPITHETS_PER_SLOT = 7

/** Names per seed: 10,995,600, more than CATALOG_ITEMS_MAX. */
export const NAME_SPACE = FORMS.total * MATERIALS.total * PATTERNS.total * PALETTE_SLOTS * EPITHETS_PER_SLOT

/** A place in the name space: one slot of each trait, and which of the combination's epithets. */
export interface Place {
  readonly form: Slot<Form>
  readonly material: Slot<Material>
  readonly pattern: Slot<Pattern>
  readonly palette: Slot<Palette>
  /** 0 ≤ rest < EPITHETS_PER_SLOT. */
  readonly rest: number
}
