import type { Injection } from '../inject.ts'
import type { Finding } from '../judge/evidence.ts'
import type { Environment, EnvironmentOptions } from './environment.ts'

/** A fault injection case. */
export interface Fault extends EnvironmentOptions {
  name: string
  /** Short description for the list of cases. */
  what: string
  /** Runs before the crowd starts. */
  prelude?(environment: Environment): Promise<unknown>
  /** Injects faults while the crowd buys. Without it, the crowd itself is the fault. @returns the number of injections */
  inject?(environment: Environment, injection: Injection): Promise<number>
  /** Sends every request of the crowd twice concurrently. */
  twice?: boolean
  /** The crowd; default the mixed crowd. @returns whether everything was sold in time */
  crowd?(environment: Environment, injection: Injection): Promise<boolean>
  /** Runs beside the crowd, in sales of its own. @returns what it has checked */
  beside?(environment: Environment, injection: Injection): Promise<Finding[]>
  /** Additional checks of this case. */
  judge?(environment: Environment): Finding[]
  /** Why the case cannot run on this system; null if it can. */
  missing?(): string | null
}
