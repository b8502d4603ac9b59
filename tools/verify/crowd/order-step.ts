/** The order step of the crowd's servers (ORDER_STEP). */
import { setTimeout as delay } from 'node:timers/promises'
import type { OrderStep } from '@hourglass/core/operations'
import { createRandom } from '../../harness/random.ts'

/** One in seven orders is refused. */
const REFUSED_ONE_IN = 7
const DELAY_MS_MAX = 120

/** Environment variable with the seed. */
export const STEP_SEED = 'LOAD_ORDER_SEED'

/** The decision depends only on the order id and the seed, so every server decides the same at any time. */
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
