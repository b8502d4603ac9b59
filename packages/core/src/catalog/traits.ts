/** Slots of each value in the name space. A value's share of a sale is its weight divided by the sum of its table. */
export const FORM_WEIGHTS = {
  vase: 3,
  bowl: 3,
  flask: 3,
  lamp: 3,
  bell: 3,
  urn: 3,
  'moon jar': 3,
  chalice: 3,
  totem: 2,
  amphora: 2,
  spindle: 2,
  top: 2,
  beacon: 1,
  hourglass: 1,
} as const

export const MATERIAL_WEIGHTS = {
  porcelain: 8,
  stoneware: 8,
  terracotta: 8,
  lacquer: 7,
  'sea glass': 7,
  felt: 6,
  basalt: 6,
  brass: 5,
  walnut: 4,
  coral: 4,
  alabaster: 3,
  jade: 2,
  obsidian: 1,
  opal: 1,
} as const

export const PATTERN_WEIGHTS = {
  plain: 5,
  banded: 5,
  fluted: 5,
  speckled: 4,
  dipped: 4,
  marbled: 3,
  spiralled: 3,
  chequered: 2,
  latticed: 1,
  gilded: 1,
} as const

/** Each seed deals these weights to the palettes differently, so that every sale has its own look. Four palettes are left out of a sale. */
export const PALETTE_WEIGHTS = [6, 4, 3, 2, 2, 1, 1, 1, 0, 0, 0, 0] as const

export const PALETTES = [
  'tidewater',
  'kiln',
  'orchard',
  'dusk',
  'frost',
  'ember',
  'saffron',
  'rosewater',
  'forest',
  'observatory',
  'chalk',
  'vineyard',
] as const

export type Form = keyof typeof FORM_WEIGHTS
export type Material = keyof typeof MATERIAL_WEIGHTS
export type Pattern = keyof typeof PATTERN_WEIGHTS
export type Palette = (typeof PALETTES)[number]

export interface Traits {
  readonly form: Form
  readonly material: Material
  readonly pattern: Pattern
  readonly palette: Palette
}
