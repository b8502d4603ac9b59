import { once } from 'node:events'
import { mock } from 'node:test'
import { Redis } from 'ioredis'
import { defineScripts } from '../../src/gate/scripts.ts'
import type { Mutant } from './ledger-rules.ts'
import { type Found, runWorld } from './world.ts'

/** Worlds under way at once, so that Redis is never waited for. */
const AT_ONCE = 64

export interface WorldsOptions {
  redisUrl: string
  /** Seeds to run, one a world; may be endless. */
  seeds: Iterator<number>
  /** Sales of this number and the next ones are nobody else's. */
  firstSaleId?: number
  mutant?: Mutant
  trace?: (line: string) => void
  /** Hears of each world that has come to its end. */
  onWorld(seed: number, found: Found): void
}

/** Runs worlds, one a seed, until there are no more seeds. What throws in a world is what it found broken. */
export async function runWorlds(options: WorldsOptions): Promise<void> {
  const { redisUrl, seeds, firstSaleId = 1, mutant, trace, onWorld } = options
  const redis = new Redis(redisUrl, { enableAutoPipelining: true })
  await once(redis, 'ready')
  defineScripts(redis)
  // In a world no time passes: nothing is late but by the scheduler's choice.
  mock.timers.enable({ apis: ['setInterval'] })

  async function slot(saleId: number): Promise<void> {
    for (let next = seeds.next(); !next.done; next = seeds.next()) {
      const seed = next.value
      const found = await runWorld({ seed, redis, saleId, mutant, ...(trace && { trace }) }).catch((error: Error) => {
        return { broken: [String(error.stack)], steps: 0, suffered: [] }
      })
      onWorld(seed, found)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => slot(firstSaleId + i)))
  } finally {
    mock.timers.reset()
    redis.disconnect()
  }
}

/** Seeds from one on, so many, or until told to stop. */
export function* seedsFrom(first: number, count: number, going: () => boolean = () => true): Generator<number> {
  for (let seed = first; seed < first + count && going(); seed++) yield seed
}
