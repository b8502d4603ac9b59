import { hash, randomFrom } from './random.ts'
import { type Slots, slotsOf } from './slots.ts'
import { PALETTE_WEIGHTS, PALETTES, type Palette } from './traits.ts'

/** The palette with the most slots of the sale. */
export function leadingPalette(seed: number): Palette {
  const { values, weightOf } = palettesOf(seed)
  return values.reduce((lead, palette) => (weightOf(palette) > weightOf(lead) ? palette : lead))
}

let last: { readonly seed: number; readonly palettes: Slots<Palette> } | undefined

/** Caches dealPalettes() for the latest seed, because thousands of items of one sale are generated in a row. */
export function palettesOf(seed: number): Slots<Palette> {
  if (last?.seed !== seed) last = { seed, palettes: dealPalettes(seed) }
  return last.palettes
}

/** The palettes of a sale with their weights: PALETTE_WEIGHTS shuffled by the seed (Fisher & Yates). */
function dealPalettes(seed: number): Slots<Palette> {
  const random = randomFrom(hash(seed, 0x9a1e77e))
  const weights: number[] = [...PALETTE_WEIGHTS]
  for (let end = weights.length - 1; end > 0; end--) {
    const other = Math.floor(random() * (end + 1))
    const held = weights[end] ?? 0
    weights[end] = weights[other] ?? 0
    weights[other] = held
  }
  return slotsOf(new Map(PALETTES.map((palette, order) => [palette, weights[order] ?? 0])))
}
