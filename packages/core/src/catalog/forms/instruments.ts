import { AXIS, type Part } from '../picture/profile.ts'
import { between, type Random } from '../random.ts'
import { GROUND } from './ground.ts'

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
