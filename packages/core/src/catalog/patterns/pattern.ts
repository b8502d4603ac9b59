import type { Turned } from '../picture/turned.ts'
import type { Random } from '../random.ts'

export interface Paint {
  readonly random: Random
  readonly body: string
  readonly accent: string
  /** Prefix of every id in this picture. */
  readonly id: string
  /** Draw with fewer lines. */
  readonly spare: boolean
}

export interface PatternMarks {
  /** Definitions the marks refer to, once a picture. */
  readonly defs?: (paint: Paint) => string
  /** What is painted on one part, already clipped to it. */
  readonly marks: (turned: Turned, paint: Paint) => string
}
