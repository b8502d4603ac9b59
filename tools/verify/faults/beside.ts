import { killServer, repeat } from '../inject.ts'
import type { Fault } from './fault.ts'
import { withRedis } from './redis-keys.ts'

/** Kills a server and flushes Redis again and again, with these pauses in ms. */
export const killAndFlush =
  (killMs: number, flushMs: number): NonNullable<Fault['inject']> =>
  ({ fleet, stores }, injection) =>
    withRedis(stores.redisUrl, async (redis) => {
      const times = await Promise.all([
        repeat(killMs, injection, () => killServer(fleet.servers, injection.random)),
        repeat(flushMs, injection, () => redis.flushall()),
      ])
      return times[0] + times[1]
    })
