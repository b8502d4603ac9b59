import type { Part } from '../picture/profile.ts'
import { between, type Random } from '../random.ts'
import { GROUND } from './ground.ts'

export function spindle(random: Random): Part[] {
  const wide = between(random, 44, 56)
  const whorl = between(random, 54, 64)
  const at = between(random, 244, 256)
  const top = between(random, 84, 98)
  const middle = at - between(random, 66, 92)
  return [
    {
      knots: [
        [GROUND - 13, 26],
        [GROUND, 40],
      ],
      top: 'face',
      made: 'accent',
    },
    {
      knots: [
        [at, 10],
        [GROUND - 30, 6],
        [GROUND - 11, 14],
      ],
      top: 'none',
      made: 'plain',
    },
    {
      knots: [
        [at - 8, whorl - 4],
        [at, whorl],
        [at + 8, whorl - 5],
      ],
      top: 'face',
      made: 'accent',
    },
    {
      knots: [
        [top, 5],
        [(top + middle) / 2, wide * 0.56],
        [middle, wide],
        [at - 7, 13],
      ],
      top: 'none',
      made: 'body',
    },
    {
      knots: [
        [top - 26, 0],
        [top - 14, 11],
        [top + 1, 5],
      ],
      top: 'none',
      made: 'accent',
    },
  ]
}

export function spinningTop(random: Random): Part[] {
  const wide = between(random, 108, 120)
  const at = between(random, 186, 200)
  const crown = between(random, 124, 136)
  return [
    {
      knots: [
        [GROUND - 40, 11],
        [GROUND - 16, 8],
        [GROUND + 4, 2],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [crown, 16],
        [crown + 20, wide * 0.55],
        [at - 8, wide * 0.97],
        [at + 8, wide],
        [at + 44, wide * 0.62],
        [GROUND - 34, 12],
      ],
      top: 'none',
      made: 'body',
    },
    {
      knots: [
        [crown - 52, 9],
        [crown - 24, 8],
        [crown + 4, 18],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [crown - 74, 0],
        [crown - 62, 16],
        [crown - 50, 8],
      ],
      top: 'none',
      made: 'accent',
    },
  ]
}
