import { AXIS, type Part } from '../picture/profile.ts'
import { between, type Random } from '../random.ts'
import { GROUND } from './ground.ts'

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
