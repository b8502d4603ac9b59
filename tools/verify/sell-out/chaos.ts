import { setTimeout as delay } from 'node:timers/promises'
import type { Breakable } from '@hourglass/stack/testing'
import type { Server } from '../../harness/fleet.ts'
import { createRandom } from '../../harness/random.ts'

/** How long Redis stays away. */
const REDIS_AWAY_MS = 300

export interface ChaosOptions {
  servers: readonly Server[]
  redis: Breakable | undefined
  /** Seconds between kills; undefined: none. */
  killServer: number | undefined
  killRedis: number | undefined
  seed: number
}

export interface Chaos {
  readonly kills: { server: number; redis: number }
  /** Ends it. Resolves when everything runs again. */
  stop(): Promise<void>
}

/** Kills a server, and Redis, every so often while the crowd buys, and starts them again: Redis empty. */
export function startChaos(options: ChaosOptions): Chaos {
  const { servers, redis, killServer, killRedis } = options
  const random = createRandom(options.seed + 2)
  const stopping = new AbortController()
  const kills = { server: 0, redis: 0 }

  const every = async (seconds: number | undefined, strike: () => Promise<void>) => {
    while (seconds !== undefined && !stopping.signal.aborted) {
      await delay(seconds * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted) await strike()
    }
  }
  const ended = Promise.all([
    every(killServer, async () => {
      const server = random.pick(servers)
      await server.kill()
      kills.server++
      await server.start()
    }),
    every(redis && killRedis, async () => {
      await redis?.kill()
      kills.redis++
      await delay(REDIS_AWAY_MS)
      await redis?.start()
    }),
  ])
  ended.catch(() => undefined) // whoever stops it hears of it
  return {
    kills,
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
