import type { Pattern } from '../traits.ts'
import { latticed, spiralled } from './helices.ts'
import { banded, dipped, gilded } from './hoops.ts'
import { chequered, fluted } from './meridians.ts'
import type { PatternMarks } from './pattern.ts'
import { marbled, speckled } from './scatter.ts'

export const PATTERN_MARKS: Readonly<Record<Pattern, PatternMarks>> = {
  plain: { marks: () => '' },
  banded,
  chequered,
  dipped,
  fluted,
  gilded,
  latticed,
  marbled,
  speckled,
  spiralled,
}
