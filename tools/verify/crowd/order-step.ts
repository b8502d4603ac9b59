/** Decides the crowd's orders; servers load it as ORDER_STEP. */
import { setTimeout as delay } from 'node:timers/promises'
import type { OrderStep } from '@hourglass/core/operations'
import { createRandom } from '../../harness/random.ts'

/** One order in so many is refused. */
const REFUSED_ONE_IN = 7
const DELAY_MS_MAX = 120

/** The variable that gives the servers the seed. */
export const STEP_SEED = 'LOAD_ORDER_SEED'

/** An order is decided by its id and the run's seed alone, so that every server decides the same, at any time. */
export const isApproved = (seed: number, id: string): boolean => diceOf(seed, id).below(REFUSED_ONE_IN) > 0

export function delayMsOf(seed: number, id: string): number {
  const dice = diceOf(seed, id)
  dice.below(REFUSED_ONE_IN)
  return dice.below(DELAY_MS_MAX)
}

/** The last 32 bits of a UUIDv7 are random. */
const diceOf = (seed: number, id: string) => createRandom((seed ^ Number.parseInt(id.slice(-8), 16)) >>> 0)

const decide: OrderStep = async ({ id, signal }) => {
  const seed = Number(process.env[STEP_SEED] ?? 0)
  await delay(delayMsOf(seed, id), undefined, { signal })
  return isApproved(seed, id) ? { approved: true } : { approved: false, reason: 'card_declined' }
}

export default decide
