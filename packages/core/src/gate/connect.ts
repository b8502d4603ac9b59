import { Redis } from 'ioredis'

const RECONNECT_MS_MAX = 500

/**
 * The gate's connection. It never queues for a Redis that is away (the ledger decides alone then) and comes back by
 * itself. Commands of one tick travel together.
 */
export function connectRedis(redisUrl: string): Redis {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    connectTimeout: 1_000,
    retryStrategy: (times) => Math.min(times * 50, RECONNECT_MS_MAX),
    connectionName: 'hourglass',
  })
  redis.on('error', () => {})
  return redis
}
