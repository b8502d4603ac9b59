import type { Operation } from './measure.ts'
import type { Supply } from './supply.ts'
import type { Target } from './target.ts'

/** The target of a scenario. */
export interface Bench {
  target: Target
  supply: Supply
  connections: number
}

/** A benchmark scenario. */
export interface Scenario {
  name: string
  what: string
  /** Whether it needs more than the checkout and purchase API. */
  oursOnly?: boolean
  /** A scenario whose rounds alternate with this one's, to report the ratio of their rates. */
  ratioTo?: string
  /** Runs before the first round. @returns the operation to repeat */
  begin(bench: Bench): Promise<Turn>
}

export interface Turn {
  /** Runs before each round, untimed. */
  ready?(ms: number): Promise<void>
  one: Operation
  /** Whether an open loop is measured too. */
  open?: boolean
  /** Overrides the number of clients of the closed loop. */
  clients?: number
  /** Runs after each round, untimed. */
  rest?(): void
  /** Runs after the warm-up round, to reset counters. */
  warm?(): void
  /** Additional results, by name. */
  more?(): Record<string, number>
  end?(): void
}
