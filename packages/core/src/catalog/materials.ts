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
  /** Opacity of the grain, and its frequency along x and y; none when absent. */
  readonly grain?: readonly [opacity: number, frequency: string]
}

const SOFT_LIGHT = [0.02, 0.07, 0, -0.12] as const

export const FINISHES: Readonly<Record<Material, Finish>> = {
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
    grain: [0.2, '.8'],
  },
  terracotta: {
    base: '#bd6a45',
    glaze: 0.24,
    glazes: 5,
    turn: SOFT_LIGHT,
    shade: [24, 0.44],
    blur: 15,
    gleams: [],
    grain: [0.13, '.5'],
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
    grain: [0.3, '.3 .45'],
  },
  basalt: {
    base: '#4b4b4e',
    glaze: 0.28,
    glazes: 3,
    turn: [0.04, 0.1, 0, -0.1],
    shade: [16, 0.5],
    blur: 14,
    gleams: [],
    grain: [0.42, '.6'],
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
    grain: [0.42, '.16 .012'],
  },
  coral: {
    base: '#dc7563',
    glaze: 0.2,
    glazes: 5,
    turn: [0, 0.06, 0, -0.1],
    shade: [26, 0.36],
    blur: 14,
    gleams: [[-42, 0.26, 0.16]],
    grain: [0.3, '.14'],
  },
  alabaster: {
    base: '#ecdfc9',
    glaze: 0.18,
    glazes: 5,
    turn: [-0.05, 0.03, 0.02, -0.1],
    shade: [36, 0.24],
    blur: 18,
    gleams: [[-44, 0.5, 0.14]],
    grain: [0.16, '.03 .012'],
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
    grain: [0.25, '.02 .03'],
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
