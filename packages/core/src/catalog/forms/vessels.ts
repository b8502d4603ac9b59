import type { Part } from '../picture/profile.ts'
import { between, type Random } from '../random.ts'
import { GROUND } from './ground.ts'

export function vase(random: Random): Part[] {
  const top = between(random, 66, 84)
  const belly = between(random, 60, 78)
  const shoulder = between(random, 150, 200)
  const neck = between(random, 15, 22)
  const foot = between(random, 28, 36)
  return [
    {
      knots: [
        [top, neck + between(random, 8, 20)],
        [top + 34, neck],
        [shoulder - 34, neck + 10],
        [shoulder + 18, belly],
        [GROUND - 52, (belly + foot) / 2],
        [GROUND, foot],
      ],
      top: 'open',
      made: 'body',
    },
  ]
}

export function bowl(random: Random): Part[] {
  const rim = between(random, 112, 130)
  const top = between(random, 176, 206)
  const foot = between(random, 38, 52)
  return [
    {
      knots: [
        [GROUND - 22, foot - 7],
        [GROUND, foot + 2],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [top, rim],
        [top + (GROUND - top) * 0.38, rim * between(random, 0.88, 0.95)],
        [GROUND - 40, rim * 0.66],
        [GROUND - 16, foot - 4],
      ],
      top: 'open',
      made: 'body',
    },
  ]
}

export function moonJar(random: Random): Part[] {
  const wide = between(random, 104, 116)
  const top = between(random, 104, 122)
  const mouth = between(random, 36, 48)
  const middle = (top + GROUND) / 2 - between(random, -4, 10)
  return [
    {
      knots: [
        [top, mouth],
        [top + 15, mouth - 1],
        [top + 56, wide * 0.86],
        [middle, wide],
        [GROUND - 48, wide * 0.78],
        [GROUND, mouth + 2],
      ],
      top: 'open',
      made: 'body',
    },
  ]
}

export function flask(random: Random): Part[] {
  const wide = between(random, 80, 94)
  const shoulder = GROUND - between(random, 118, 136)
  const top = between(random, 104, 118)
  const neck = between(random, 14, 18)
  return [
    {
      knots: [
        [top, neck + 1],
        [shoulder - 22, neck],
        [shoulder + 12, wide * 0.52],
        [GROUND - 44, wide],
        [GROUND - 12, wide * 0.86],
        [GROUND, wide * 0.66],
      ],
      top: 'none',
      made: 'body',
    },
    {
      knots: [
        [top - 4, neck + 8],
        [top + 8, neck + 8],
      ],
      top: 'face',
      made: 'accent',
      straight: true,
    },
    {
      knots: [
        [top - 44, 0],
        [top - 24, 22],
        [top - 5, 9],
      ],
      top: 'none',
      made: 'accent',
    },
  ]
}
