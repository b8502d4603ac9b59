import type { Source } from './edition.ts'
import type { Material } from './traits.ts'

/** A meridian of the body in degrees (-90 left edge, 0 front, 90 right edge) and an opacity 0..1. */
export type Streak = readonly [meridian: number, opacity: number]

export interface Finish {
  /** The material's own colour, and how far it shifts towards the palette's glaze (0 none, 1 all glaze). */
  readonly base: string
  readonly glaze: number
  /** How many of the palette's glazes it can have, strongest first. */
  readonly glazes: 3 | 5
  /** Left edge, lit band, front, right edge: change of lightness across the body. */
  readonly turn: readonly [left: number, lit: number, front: number, right: number]
  /** Hues at the same four places, for an iridescent material. */
  readonly play?: readonly [left: string, lit: string, front: string, right: string]
  /** Soft shadow from its meridian to the right edge, and its blur in units of the 400-unit picture. */
  readonly shade: Streak
  readonly blur: number
  /** Crisp reflections; width is a share of the radius. */
  readonly gleams: readonly (readonly [meridian: number, opacity: number, width: number])[]
  /** Noise over the surface; none when absent. */
  readonly grain?: Grain
  /** What one sees of the material at 64 pixels, beside its light. */
  readonly surface?: Surface
}

/** Opacity, frequency along x and y, and the colour matrix of feTurbulence's noise. */
export type Grain = readonly [opacity: number, frequency: string, matrix: string]

/** A feature of the material itself, drawn under the pattern. */
export type Surface = 'facets' | 'fuzz' | 'lip' | 'raw foot' | 'rings' | 'sheen' | 'translucent'

const numbers = (...values: readonly number[]): string =>
  values.map((value) => String(value).replace('0.', '.')).join(' ')

/** Dark where the noise is above -bias / gain, or pale. */
const dark = (gain: number, bias: number): string =>
  numbers(...Array(15).fill(0), gain, 0, 0, 0, bias).replace(' -', '-')
const pale = (gain: number, bias: number): string => dark(gain, bias).replace(/(0 0 0 0 )0/g, '$11')

const SOFT_LIGHT = [0.02, 0.07, 0, -0.12] as const

const FINISHES_1: Readonly<Record<Material, Finish>> = {
  porcelain: {
    base: '#f3ede2',
    glaze: 0.42,
    glazes: 5,
    turn: [-0.03, 0.05, 0, -0.12],
    shade: [28, 0.34],
    blur: 13,
    gleams: [
      [-44, 0.85, 0.1],
      [76, 0.3, 0.04],
    ],
  },
  stoneware: {
    base: '#a2968a',
    glaze: 0.72,
    glazes: 5,
    turn: SOFT_LIGHT,
    shade: [22, 0.42],
    blur: 16,
    gleams: [],
    grain: [0.2, '.8', dark(3, -1.3)],
  },
  terracotta: {
    base: '#bd6a45',
    glaze: 0.24,
    glazes: 5,
    turn: SOFT_LIGHT,
    shade: [24, 0.44],
    blur: 15,
    gleams: [],
    grain: [0.13, '.5', dark(3, -1.3)],
  },
  lacquer: {
    base: '#2a0f0d',
    glaze: 0.84,
    glazes: 3,
    turn: [-0.08, 0.03, 0, -0.14],
    shade: [34, 0.5],
    blur: 7,
    gleams: [
      [-46, 0.8, 0.07],
      [-30, 0.16, 0.12],
      [72, 0.3, 0.035],
    ],
  },
  'sea glass': {
    base: '#a9d2c6',
    glaze: 0.5,
    glazes: 5,
    turn: [-0.17, 0.03, 0.09, -0.15],
    shade: [58, 0.3],
    blur: 8,
    gleams: [
      [-52, 0.7, 0.06],
      [58, 0.2, 0.1],
    ],
  },
  felt: {
    base: '#8d857c',
    glaze: 0.86,
    glazes: 5,
    turn: [-0.04, 0.03, 0, -0.07],
    shade: [18, 0.3],
    blur: 24,
    gleams: [],
    grain: [0.3, '.3 .45', dark(3, -1.3)],
  },
  basalt: {
    base: '#4b4b4e',
    glaze: 0.28,
    glazes: 3,
    turn: [0.04, 0.1, 0, -0.1],
    shade: [16, 0.5],
    blur: 14,
    gleams: [],
    grain: [0.42, '.6', dark(3, -1.3)],
  },
  brass: {
    base: '#bb8e45',
    glaze: 0.06,
    glazes: 5,
    turn: [-0.16, 0.16, -0.04, -0.22],
    shade: [50, 0.34],
    blur: 6,
    gleams: [
      [-42, 0.65, 0.08],
      [72, 0.34, 0.05],
    ],
  },
  walnut: {
    base: '#74492f',
    glaze: 0.14,
    glazes: 3,
    turn: [-0.02, 0.08, 0, -0.12],
    shade: [26, 0.46],
    blur: 11,
    gleams: [[-40, 0.2, 0.14]],
    grain: [0.42, '.16 .012', dark(3, -1.3)],
  },
  coral: {
    base: '#dc7563',
    glaze: 0.2,
    glazes: 5,
    turn: [0, 0.06, 0, -0.1],
    shade: [26, 0.36],
    blur: 14,
    gleams: [[-42, 0.26, 0.16]],
    grain: [0.3, '.14', dark(3, -1.3)],
  },
  alabaster: {
    base: '#ecdfc9',
    glaze: 0.18,
    glazes: 5,
    turn: [-0.05, 0.03, 0.02, -0.1],
    shade: [36, 0.24],
    blur: 18,
    gleams: [[-44, 0.5, 0.14]],
    grain: [0.16, '.03 .012', dark(3, -1.3)],
  },
  jade: {
    base: '#5c9678',
    glaze: 0.08,
    glazes: 3,
    turn: [-0.09, 0.06, 0.04, -0.12],
    shade: [40, 0.36],
    blur: 11,
    gleams: [
      [-46, 0.6, 0.09],
      [70, 0.2, 0.06],
    ],
    grain: [0.25, '.02 .03', dark(3, -1.3)],
  },
  obsidian: {
    base: '#1b1a20',
    glaze: 0.1,
    glazes: 3,
    turn: [0.02, 0.12, 0, -0.06],
    shade: [30, 0.6],
    blur: 6,
    gleams: [
      [-48, 0.85, 0.07],
      [-32, 0.22, 0.1],
      [66, 0.5, 0.035],
    ],
  },
  opal: {
    base: '#d5dbe0',
    glaze: 0.12,
    glazes: 5,
    turn: [-0.06, 0.05, 0.02, -0.1],
    play: ['#e3a9bd', '#f3e9c9', '#a9ddd3', '#9f9fdc'],
    shade: [44, 0.26],
    blur: 12,
    gleams: [
      [-46, 0.9, 0.09],
      [70, 0.5, 0.05],
    ],
  },
}

/** The play of colours of opal. */
const IRIDESCENT = '4-2-2 0 .5-2 4-2 0 .5-2-2 4 0 .5 0 0 0 0 1'

/** Edition 2: each material has a surface of its own, so that hue is not what tells them apart. */
const FINISHES_2: Readonly<Record<Material, Finish>> = {
  porcelain: { ...FINISHES_1.porcelain, base: '#f6f2ea', glaze: 0.16, surface: 'lip' },
  stoneware: {
    ...FINISHES_1.stoneware,
    base: '#b3a48f',
    glaze: 0.6,
    grain: [0.5, '.17', dark(9, -5.3)],
    gleams: [[-42, 0.3, 0.16]],
    surface: 'raw foot',
  },
  terracotta: {
    ...FINISHES_1.terracotta,
    base: '#c4673d',
    glaze: 0.08,
    glazes: 3,
    grain: [0.3, '.02 .05', pale(4, -2.1)],
    surface: 'rings',
  },
  lacquer: {
    ...FINISHES_1.lacquer,
    turn: [-0.1, 0.02, -0.02, -0.16],
    gleams: [
      [-48, 0.95, 0.1],
      [-28, 0.2, 0.16],
      [70, 0.55, 0.05],
    ],
  },
  'sea glass': {
    ...FINISHES_1['sea glass'],
    turn: [-0.2, 0.02, 0.12, -0.1],
    shade: [66, 0.16],
    surface: 'translucent',
  },
  felt: {
    ...FINISHES_1.felt,
    base: '#a39a90',
    glaze: 0.92,
    turn: [-0.09, 0.02, 0.03, -0.09],
    shade: [40, 0.18],
    grain: [0.34, '.35', dark(3, -1.3)],
    surface: 'fuzz',
  },
  basalt: {
    ...FINISHES_1.basalt,
    base: '#46484f',
    glaze: 0.08,
    turn: [0.2, 0.15, 0.05, -0.02],
    shade: [60, 0.3],
    blur: 5,
    grain: [0.3, '.22', dark(6, -3.1)],
    surface: 'facets',
  },
  brass: {
    ...FINISHES_1.brass,
    base: '#c4923c',
    turn: [-0.12, 0.2, -0.05, -0.1],
    shade: [58, 0.3],
    gleams: [
      [-42, 1, 0.12],
      [46, 0.75, 0.07],
    ],
    surface: 'sheen',
  },
  walnut: { ...FINISHES_1.walnut, base: '#6d422a', glaze: 0.06, grain: [0.6, '.07 .006', dark(7, -3.5)] },
  coral: { ...FINISHES_1.coral, base: '#e27863', glaze: 0.1, grain: [0.5, '.085', pale(8, -4.1)] },
  alabaster: {
    ...FINISHES_1.alabaster,
    base: '#f0dfc2',
    glaze: 0.08,
    turn: [-0.02, 0.03, 0.04, -0.03],
    shade: [60, 0.12],
    grain: [0.5, '.006 .035', pale(8, -4)],
    surface: 'translucent',
  },
  jade: {
    ...FINISHES_1.jade,
    base: '#4f9a72',
    glaze: 0.03,
    shade: [52, 0.22],
    grain: [0.5, '.016 .03', pale(5, -2.6)],
    gleams: [[-44, 0.55, 0.2]],
    surface: 'translucent',
  },
  obsidian: {
    ...FINISHES_1.obsidian,
    base: '#121117',
    glaze: 0.05,
    turn: [0.24, 0.1, 0, 0.1],
    gleams: [
      [-44, 1, 0.12],
      [66, 0.8, 0.05],
    ],
    surface: 'facets',
  },
  opal: {
    ...FINISHES_1.opal,
    base: '#e4e6ea',
    glaze: 0.04,
    grain: [0.19, '.016 .024', IRIDESCENT],
    surface: 'translucent',
  },
}

export const finishesOf = ({ edition }: Source): Readonly<Record<Material, Finish>> =>
  edition === 1 ? FINISHES_1 : FINISHES_2
