import { AXIS, type Part } from '../picture/profile.ts'
import { between, type Random } from '../random.ts'
import { GROUND } from './vessels.ts'

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

export function lamp(random: Random): Part[] {
  const top = between(random, 92, 104)
  const crown = between(random, 34, 56)
  const brim = between(random, 100, 116)
  const hem = between(random, 192, 206)
  const foot = between(random, 50, 60)
  return [
    {
      knots: [
        [GROUND - 12, foot - 3],
        [GROUND, foot],
      ],
      top: 'face',
      made: 'plain',
    },
    {
      knots: [
        [hem - 20, 7],
        [GROUND - 60, 7],
        [GROUND - 26, 9],
        [GROUND - 12, 20],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [top, crown],
        [top + 40, crown + (brim - crown) * between(random, 0.3, 0.6)],
        [hem, brim],
      ],
      top: 'face',
      made: 'body',
    },
    {
      knots: [
        [top - 22, 0],
        [top - 15, 7],
        [top - 2, 4],
      ],
      top: 'none',
      made: 'accent',
    },
  ]
}

export function bell(random: Random): Part[] {
  const mouth = between(random, 96, 108)
  const crown = between(random, 114, 128)
  const waist = between(random, 54, 64)
  return [
    {
      knots: [
        [crown, 0],
        [crown + 16, waist * 0.76],
        [crown + 74, waist + 4],
        [GROUND - 46, waist + 18],
        [GROUND - 10, mouth],
        [GROUND, mouth + 1],
      ],
      top: 'none',
      made: 'body',
    },
    {
      knots: [
        [crown - 14, 15],
        [crown + 6, 22],
      ],
      top: 'face',
      made: 'accent',
    },
    {
      knots: [
        [crown - 52, 0],
        [crown - 34, 19],
        [crown - 12, 8],
      ],
      top: 'none',
      made: 'accent',
    },
  ]
}

export function hourglass(random: Random): Part[] {
  const wide = between(random, 64, 74)
  const top = between(random, 74, 84)
  const waist = between(random, 7, 10)
  const plate = wide + 14
  const middle = (top + GROUND) / 2
  const rod = (side: -1 | 1) => Math.round(AXIS + side * (wide + 6))
  return [
    {
      knots: [
        [GROUND - 18, plate],
        [GROUND, plate],
      ],
      top: 'face',
      made: 'accent',
      straight: true,
    },
    {
      knots: [
        [top + 8, wide * 0.84],
        [top + 44, wide],
        [middle - 18, wide * 0.36],
        [middle, waist],
        [middle + 18, wide * 0.36],
        [GROUND - 56, wide],
        [GROUND - 20, wide * 0.84],
      ],
      top: 'none',
      made: 'body',
      behind: [`M${rod(-1)} ${Math.round(top)}V${GROUND - 8}M${rod(1)} ${Math.round(top)}V${GROUND - 8}`, 8],
    },
    {
      knots: [
        [top, plate],
        [top + 18, plate],
      ],
      top: 'face',
      made: 'accent',
      straight: true,
    },
  ]
}

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
