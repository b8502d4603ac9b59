import type { Part } from '../picture/profile.ts'
import type { Random } from '../random.ts'
import type { Form } from '../traits.ts'
import { bell, flask, hourglass, lamp, spindle, spinningTop } from './instruments.ts'
import { beacon, totem } from './towers.ts'
import { amphora, bowl, chalice, moonJar, urn, vase } from './vessels.ts'

/** The parts of a thing from the ground up, in the order in which they are painted. */
export const SHAPES: Readonly<Record<Form, (random: Random) => Part[]>> = {
  amphora,
  beacon,
  bell,
  bowl,
  chalice,
  flask,
  hourglass,
  lamp,
  'moon jar': moonJar,
  spindle,
  top: spinningTop,
  totem,
  urn,
  vase,
}
