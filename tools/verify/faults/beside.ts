import type { Random } from '../../harness/random.ts'
import { killServer, repeat } from '../inject.ts'
import type { Environment } from './environment.ts'
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

/** Sends a request to a random server. @returns the body of a success; null for a refusal or a lost answer */
export async function ask<Body>(
  { fleet }: Environment,
  random: Random,
  path: string,
  body: object,
): Promise<Body | null> {
  const { status, body: found } = await random.pick(fleet.servers).client.send<Body>('POST', path, { body })
  return status >= 200 && status < 300 ? found : null
}
