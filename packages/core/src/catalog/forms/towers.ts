import type { Part } from '../picture/profile.ts'
import { between, pick, type Random } from '../random.ts'
import { GROUND } from './ground.ts'

export function beacon(random: Random): Part[] {
  const foot = between(random, 50, 60)
  const gallery = between(random, 138, 150)
  const neck = between(random, 30, 36)
  return [
    {
      knots: [
        [GROUND - 12, foot + 18],
        [GROUND, foot + 18],
      ],
      top: 'face',
      made: 'accent',
      straight: true,
    },
    {
      knots: [
        [gallery, neck],
        [gallery + 70, neck + (foot - neck) * 0.32],
        [GROUND - 14, foot],
      ],
      top: 'none',
      made: 'body',
    },
    {
      knots: [
        [gallery - 10, neck + 17],
        [gallery + 2, neck + 15],
      ],
      top: 'face',
      made: 'accent',
      straight: true,
    },
    {
      knots: [
        [gallery - 50, neck - 8],
        [gallery - 11, neck - 8],
      ],
      top: 'none',
      made: 'light',
      straight: true,
    },
    {
      knots: [
        [gallery - 98, 0],
        [gallery - 88, 6],
        [gallery - 78, neck * 0.5],
        [gallery - 50, neck + 2],
      ],
      top: 'none',
      made: 'accent',
    },
  ]
}

/** A block of a totem between two heights, of about the given radius. */
type Block = (top: number, bottom: number, radius: number) => Pick<Part, 'knots' | 'top' | 'straight'>

/** How far a bead narrows towards its ends, as a share of its height. A flatter bead would show its underside. */
const BEAD_FALL = 0.42

const BLOCKS = {
  drum: (top, bottom, r) => ({
    knots: [
      [top, r * 0.9],
      [bottom, r * 0.9],
    ],
    top: 'face',
    straight: true,
  }),
  bead: (top, bottom, r) => {
    const end = Math.max(r * 0.5, r - (bottom - top) * BEAD_FALL)
    return {
      knots: [
        [top, end],
        [(top + bottom) / 2, r],
        [bottom, end],
      ],
      top: 'face',
    }
  },
  cone: (top, bottom, r) => ({
    knots: [
      [top, r * 0.5],
      [bottom, r],
    ],
    top: 'face',
    straight: true,
  }),
  bowl: (top, bottom, r) => ({
    knots: [
      [top, r],
      [bottom, r * 0.5],
    ],
    top: 'face',
    straight: true,
  }),
  dome: (top, bottom, r) => ({
    knots: [
      [top, 0],
      [top + (bottom - top) * 0.4, r * 0.8],
      [bottom, r],
    ],
    top: 'none',
  }),
} as const satisfies Record<string, Block>

type Stack = readonly (readonly [block: keyof typeof BLOCKS, height: number, radius: number, made: Part['made']])[]

/** From the ground up. */
const STACKS: readonly Stack[] = [
  [
    ['drum', 26, 84, 'accent'],
    ['bead', 96, 82, 'body'],
    ['bowl', 44, 66, 'accent'],
    ['drum', 22, 42, 'plain'],
    ['dome', 52, 44, 'accent'],
  ],
  [
    ['cone', 92, 88, 'body'],
    ['bead', 34, 64, 'accent'],
    ['bowl', 54, 70, 'plain'],
    ['bead', 58, 42, 'accent'],
  ],
  [
    ['bowl', 30, 84, 'accent'],
    ['drum', 104, 68, 'body'],
    ['drum', 16, 84, 'accent'],
    ['dome', 64, 60, 'plain'],
    ['bead', 30, 20, 'accent'],
  ],
  [
    ['drum', 34, 70, 'plain'],
    ['bowl', 60, 90, 'accent'],
    ['bead', 88, 76, 'body'],
    ['dome', 50, 54, 'accent'],
  ],
  [
    ['bead', 62, 84, 'plain'],
    ['bead', 26, 52, 'accent'],
    ['bowl', 100, 84, 'body'],
    ['bead', 46, 48, 'accent'],
    ['bead', 28, 24, 'plain'],
  ],
]

export function totem(random: Random): Part[] {
  let bottom = GROUND
  const girth = between(random, 0.92, 1.06)
  return pick(random, STACKS).map(([block, height, radius, made]) => {
    const top = bottom - height
    const part: Part = { ...BLOCKS[block](top, bottom, radius * girth), made }
    bottom = top
    return part
  })
}
