import type { Operation } from './measure.ts'
import type { Shelf } from './shelf.ts'
import type { Target } from './target.ts'

/** What a scenario plays on. */
export interface Bench {
  target: Target
  shelf: Shelf
  connections: number
}

/** Something to be measured, round by round. */
export interface Scenario {
  name: string
  what: string
  /** Whether it needs more than the brief's three routes. */
  oursOnly?: boolean
  /** Before the first round. @returns what to do again and again */
  begin(bench: Bench): Promise<Turn>
}

export interface Turn {
  /** Before each round, untimed. */
  ready?(ms: number): Promise<void>
  one: Operation
  /** Whether an open loop says something too. */
  open?: boolean
  /** Of the closed loop, where it must not be as many as elsewhere. */
  clients?: number
  /** After each round, untimed. */
  rest?(): void
  /** After the round that warms up: what was counted so far does not count. */
  warm?(): void
  /** What the scenario has to add, by name. */
  more?(): Record<string, number>
  end?(): void
}
