import { once } from 'node:events'
import { mock } from 'node:test'
import { Redis } from 'ioredis'
import { defineScripts } from '../../src/gate/scripts.ts'
import type { Mutant } from './ledger-rules.ts'
import type { Found } from './seeds.ts'
import { runWorld } from './world.ts'

/** Concurrent worlds, so that the thread never waits for Redis. */
const AT_ONCE = 64

export interface WorldsOptions {
  redisUrl: string
  /** Seeds to run, one per world; may be infinite. */
  seeds: Iterator<number>
  /** First of a range of sale ids that no other thread uses. */
  firstSaleId?: number
  mutant?: Mutant
  trace?: (line: string) => void
  /** Called for each finished world. */
  onWorld(seed: number, found: Found): void
}

/** Runs one world per seed until there are no more seeds. An exception in a world counts as a broken promise. */
export async function runWorlds(options: WorldsOptions): Promise<void> {
  const { redisUrl, seeds, firstSaleId = 1, mutant, trace, onWorld } = options
  const redis = new Redis(redisUrl, { enableAutoPipelining: true })
  await once(redis, 'ready')
  defineScripts(redis)
  // No time passes in a world: only the scheduler decides what is late.
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
