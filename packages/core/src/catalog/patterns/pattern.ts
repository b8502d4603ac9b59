import type { Turned } from '../picture/turned.ts'
import type { Random } from '../random.ts'

/** How much is left out to stay below the limit in bytes: nothing, fine lines, or shading and surface too. */
export type Spare = 0 | 1 | 2

export interface Paint {
  readonly random: Random
  readonly body: string
  readonly accent: string
  /** Prefix of every id in this picture. */
  readonly id: string
  readonly spare: Spare
}

export interface PatternMarks {
  /** Definitions the marks refer to, once a picture. */
  readonly defs?: (paint: Paint) => string
  /** What is painted on one part, already clipped to it. */
  readonly marks: (turned: Turned, paint: Paint) => string
}
