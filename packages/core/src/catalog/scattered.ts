import { palettesOf } from './deal.ts'
import { FORMS, MATERIALS, NAME_SPACE, PALETTE_SLOTS, PATTERNS, type Place } from './name-space.ts'
import { permute } from './permutation.ts'

/** Edition 1: the index is permuted by the seed and read as mixed-radix digits, one per trait. Neighbours may be alike by chance. */
export function scattered(seed: number, index: number): Place {
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
  return { form, material, pattern, palette, rest }
}
