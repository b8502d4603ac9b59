/** How the step decides an order: by its id and the run's seed alone, so that every server says the same, whenever it is asked. */
import { createRandom } from '../../harness/random.ts'

/** One order in so many is refused. */
const REFUSED_ONE_IN = 7
const DELAY_MS_MAX = 120

export const REFUSAL = 'card_declined'

/** The variable that hands the seed to the servers. */
export const STEP_SEED = 'LOAD_ORDER_SEED'

export const stepSeedOf = (env: NodeJS.ProcessEnv): number => Number(env[STEP_SEED] ?? 0)

export const isApproved = (seed: number, id: string): boolean => diceOf(seed, id).below(REFUSED_ONE_IN) > 0

export function delayMsOf(seed: number, id: string): number {
  const dice = diceOf(seed, id)
  dice.below(REFUSED_ONE_IN)
  return dice.below(DELAY_MS_MAX)
}

/** The last 32 bits of a UUIDv7 are random. */
const diceOf = (seed: number, id: string) => createRandom((seed ^ Number.parseInt(id.slice(-8), 16)) >>> 0)
