import type { Part } from '../picture/profile.ts'
import type { Random } from '../random.ts'
import type { Form } from '../traits.ts'
import { amphora, chalice, urn } from './footed.ts'
import { bell, hourglass, lamp } from './instruments.ts'
import { beacon, totem } from './towers.ts'
import { spindle, spinningTop } from './turnery.ts'
import { bowl, flask, moonJar, vase } from './vessels.ts'

/** The parts of an item from the ground up, in the order in which they are painted. */
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
