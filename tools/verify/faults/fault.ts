import type { Injection } from '../inject.ts'
import type { Finding } from '../judge/evidence.ts'
import type { Environment, EnvironmentOptions } from './environment.ts'

/** One way in which Hourglass can be broken. */
export interface Fault extends EnvironmentOptions {
  name: string
  /** In a few words, for the table. */
  what: string
  /** Before the crowd starts. */
  prelude?(environment: Environment): Promise<unknown>
  /** Breaks things while the crowd buys; left out: the crowd itself is the fault. @returns how often */
  inject?(environment: Environment, injection: Injection): Promise<number>
  /** Sends every request of the crowd twice at once. */
  twice?: boolean
  /** Who comes; left out: the mixed crowd. @returns whether all was sold in time */
  crowd?(environment: Environment, injection: Injection): Promise<boolean>
  /** What this case alone must show. */
  judge?(environment: Environment): Finding[]
  /** Why it cannot run here; null: it can. */
  missing?(): string | null
}
