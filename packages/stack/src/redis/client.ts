import { Redis } from 'ioredis'

const ANSWER_MS = 5_000
/** How long a closing socket may keep the process alive. ioredis waits 2 s, even after a refused connection. */
const CLOSE_MS = 50

/** Runs `work` on a new connection and closes it. Rejects if there is no answer within five seconds. */
export async function connectedRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    disconnectTimeout: CLOSE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let reason: Error | undefined
  redis.on('error', (error) => {
    reason ??= error
  })
  try {
    await redis.connect()
    return await work(redis)
  } catch (error) {
    throw reason ?? error // ioredis reports "Connection is closed"; the socket error has the cause
  } finally {
    redis.disconnect()
  }
}

/** Fields of INFO that identify a server. */
export interface RedisFacts {
  /** Such as `valkey 9.1.0`. */
  version: string
  maxmemoryPolicy: string
  /** The server's clock, in milliseconds since 1970. */
  now: number
  /** Process id of a native server. */
  pid: number
}

export async function fetchFacts(url: string): Promise<RedisFacts> {
  return await connectedRedis(url, async (redis) => {
    await redis.ping()
    const info = await redis.info()
    const [seconds, micros] = await redis.time()
    const field = (name: string) => info.match(new RegExp(`^${name}:(.*?)\\r?$`, 'm'))?.[1]
    const valkey = field('valkey_version')
    const version = valkey === undefined ? `redis ${field('redis_version')}` : `valkey ${valkey}`
    return {
      version,
      maxmemoryPolicy: field('maxmemory_policy') ?? 'unknown',
      now: Number(seconds) * 1_000 + Number(micros) / 1_000,
      pid: Number(field('process_id')),
    }
  })
}
