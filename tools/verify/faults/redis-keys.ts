import { Redis } from 'ioredis'

/** Every key with its DUMP and remaining TTL in ms (0 for none). */
export type Keys = [key: Buffer, dump: Buffer, ttlMs: number][]

const SCAN_KEYS = 1_000

export async function withRedis<Found>(url: string, act: (redis: Redis) => Promise<Found>): Promise<Found> {
  const redis = new Redis(url)
  redis.on('error', () => {})
  try {
    return await act(redis)
  } finally {
    redis.disconnect()
  }
}

/** Dumps all keys. */
export async function keysOf(redis: Redis): Promise<Keys> {
  const found: Keys = []
  for await (const keys of redis.scanBufferStream({ count: SCAN_KEYS })) {
    for (const key of keys as Buffer[]) {
      const [dump, ttlMs] = await Promise.all([redis.dumpBuffer(key), redis.pttl(key)])
      if (dump) found.push([key, dump, Math.max(0, ttlMs)])
    }
  }
  return found
}

/** Replaces the content of Redis with a dump. */
export async function putBack(redis: Redis, keys: Keys): Promise<void> {
  const all = redis.multi().flushall()
  for (const [key, dump, ttlMs] of keys) all.restore(key, ttlMs, dump)
  await all.exec()
}
