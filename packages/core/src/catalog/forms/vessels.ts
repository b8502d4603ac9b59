import { AXIS, type Part } from '../picture/profile.ts'
import { between, type Random } from '../random.ts'

/** Where every thing stands: the height of its foot's centre. */
export const GROUND = 322

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

export function urn(random: Random): Part[] {
  const wide = between(random, 78, 92)
  const lip = between(random, 50, 58)
  const top = between(random, 142, 156)
  return [
    {
      knots: [
        [GROUND - 44, 16],
        [GROUND - 26, 19],
        [GROUND - 10, 42],
        [GROUND, 54],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [top, lip],
        [top + 12, lip - 4],
        [top + 44, wide],
        [top + 98, wide * 0.8],
        [GROUND - 40, 18],
      ],
      top: 'face',
      made: 'body',
    },
    {
      knots: [
        [top - 40, 8],
        [top - 33, 24],
        [top - 10, lip - 4],
        [top + 1, lip + 5],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [top - 66, 0],
        [top - 56, 11],
        [top - 46, 9],
        [top - 38, 6],
      ],
      top: 'none',
      made: 'accent',
    },
  ]
}

/** An ear from the neck to the shoulder. */
function handle(side: -1 | 1, top: number, neck: number, wide: number): string {
  const x = (reach: number) => Math.round(AXIS + side * reach)
  const y = Math.round(top)
  return `M${x(neck)} ${y + 24}C${x(wide * 0.7)} ${y + 12} ${x(wide * 1.05)} ${y + 40} ${x(wide * 0.84)} ${y + 94}`
}

export function amphora(random: Random): Part[] {
  const top = between(random, 62, 74)
  const wide = between(random, 66, 76)
  const neck = between(random, 17, 21)
  return [
    {
      knots: [
        [GROUND - 26, 30],
        [GROUND, 40],
      ],
      top: 'face',
      made: 'accent',
    },
    {
      knots: [
        [top, neck + 12],
        [top + 18, neck + 1],
        [top + 60, neck + 2],
        [top + 108, wide],
        [top + 166, wide * 0.72],
        [GROUND - 20, 12],
      ],
      top: 'open',
      made: 'body',
      behind: [`${handle(-1, top, neck, wide)}${handle(1, top, neck, wide)}`, 9],
    },
  ]
}

export function chalice(random: Random): Part[] {
  const rim = between(random, 70, 86)
  const top = between(random, 86, 102)
  const cup = between(random, 92, 112)
  const foot = between(random, 54, 64)
  return [
    {
      knots: [
        [GROUND - 84, 9],
        [GROUND - 40, 11],
        [GROUND - 14, foot * 0.62],
        [GROUND, foot],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [GROUND - 92, 9],
        [GROUND - 82, 19],
        [GROUND - 72, 9],
      ],
      top: 'none',
      made: 'accent',
    },
    {
      knots: [
        [top, rim],
        [top + cup * 0.5, rim * between(random, 0.88, 0.96)],
        [top + cup * 0.9, rim * 0.55],
        [GROUND - 88, 10],
      ],
      top: 'open',
      made: 'body',
    },
  ]
}
