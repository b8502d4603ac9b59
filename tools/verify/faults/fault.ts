import type { Injection } from '../inject.ts'
import type { Finding } from '../judge/evidence.ts'
import type { Casting, Theatre } from './theatre.ts'

/** One way in which Hourglass can be broken. */
export interface Fault extends Casting {
  name: string
  /** In a few words, for the table. */
  what: string
  /** Before the crowd comes. */
  prelude?(theatre: Theatre): Promise<unknown>
  /** Breaks things while the crowd acts. @returns how often it struck */
  strike(theatre: Theatre, injection: Injection): Promise<number>
  /** Sends every request of the crowd twice at once. */
  twice?: boolean
  /** Who comes; left out: the mixed crowd. @returns whether all was sold in time */
  crowd?(theatre: Theatre, injection: Injection): Promise<boolean>
  /** What this case alone must show. */
  judge?(theatre: Theatre): Finding[]
  /** Why it cannot be played here; null: it can. */
  missing?(): string | null
}
