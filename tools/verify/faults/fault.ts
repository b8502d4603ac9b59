import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../harness/random.ts'
import type { Finding } from '../crowd/finding.ts'
import type { Casting, Theatre } from './theatre.ts'

/** How a case strikes: seeded, and until it is told to stop. */
export interface Act {
  random: Random
  stopping: AbortSignal
}

/** One way in which Hourglass can be broken. */
export interface Fault extends Casting {
  name: string
  /** In a few words, for the table. */
  what: string
  /** Before the crowd comes. */
  prelude?(theatre: Theatre): Promise<unknown>
  /** Breaks things while the crowd acts. @returns how often it struck */
  strike(theatre: Theatre, act: Act): Promise<number>
  /** Sends every request of the crowd twice at once. */
  twice?: boolean
  /** Who comes; left out: the mixed crowd. @returns whether all was sold in time */
  crowd?(theatre: Theatre, act: Act): Promise<boolean>
  /** What this case alone must show. */
  judge?(theatre: Theatre): Finding[]
  /** Why it cannot be played here; null: it can. */
  missing?(): string | null
}

/** Strikes every so often until it is time to stop. @returns how often */
export async function every(pauseMs: number, { stopping }: Act, strike: () => Promise<unknown>): Promise<number> {
  let times = 0
  while (await pause(pauseMs, stopping)) {
    await strike()
    times++
  }
  return times
}

/** Waits, unless it is time to stop. @returns whether to go on */
export async function pause(ms: number, stopping: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined)
  return !stopping.aborted
}
