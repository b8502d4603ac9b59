import { setTimeout as delay } from 'node:timers/promises'
import { hasRedisCluster, until } from '@hourglass/stack/testing'
import { killRedis, pause, repeat } from '../../inject.ts'
import type { Fault } from '../fault.ts'
import { keysOf, putBack, withRedis } from '../redis-keys.ts'

const KILL_MS = 2_000
const FLUSH_MS = 700
const PAUSED_MS = 4_000
/** Age of the dump that is restored. */
const OLD_MS = 1_000
/** How long the empty Redis replaces the old one. */
const REPLACED_MS = 1_500

const killed: Fault = {
  name: 'redis-killed',
  what: 'SIGKILL to Redis, which restarts empty',
  inject: ({ stores }, injection) => repeat(KILL_MS, injection, () => killRedis(stores.redis)),
}

const flushed: Fault = {
  name: 'redis-flushed',
  what: 'FLUSHALL under load',
  inject: ({ stores }, injection) =>
    withRedis(stores.redisUrl, (redis) => repeat(FLUSH_MS, injection, () => redis.flushall())),
}

const paused: Fault = {
  name: 'redis-paused',
  what: 'Redis is paused for seconds with its connections open',
  inject: ({ stores }, injection) =>
    repeat(FLUSH_MS, injection, async () => {
      stores.redis.pause()
      await pause(PAUSED_MS, injection.stopping)
      stores.redis.resume()
    }),
}

const rolledBack: Fault = {
  name: 'redis-rolled-back',
  what: 'a dump one second old is restored',
  inject: ({ stores }, injection) =>
    withRedis(stores.redisUrl, (redis) =>
      repeat(FLUSH_MS, injection, async () => {
        const old = await keysOf(redis)
        await delay(OLD_MS)
        await putBack(redis, old)
      }),
    ),
}

const staleReturns: Fault = {
  name: 'redis-stale-gate',
  what: 'an empty Redis takes over and is rebuilt, then the old one returns',
  inject: ({ stores }, injection) =>
    withRedis(stores.redisUrl, (redis) =>
      repeat(FLUSH_MS, injection, async () => {
        const old = await keysOf(redis)
        await redis.flushall()
        await delay(REPLACED_MS)
        await putBack(redis, old)
      }),
    ),
}

const failedOver: Fault = {
  name: 'redis-failover',
  what: 'masters of a Redis Cluster are killed; their replicas, slightly behind, take over',
  redisCluster: true,
  missing: () => (hasRedisCluster() ? null : 'no native Redis is installed'),
  inject: ({ cluster }, injection) =>
    repeat(KILL_MS, injection, async () => {
      if (!cluster) return
      const key = String(injection.random.below(1_000_000))
      const master = await cluster.masterOf(key)
      await master.kill()
      await until('a replica takes over', async () => (await cluster.masterOf(key)).port !== master.port)
      await master.start()
      await cluster.whole()
    }),
}

export const redis = [killed, flushed, paused, rolledBack, staleReturns, failedOver]
