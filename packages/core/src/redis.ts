import { Cluster, Redis } from 'ioredis'

const CONNECT_MS = 1_000
const RECONNECT_MS_MAX = 500

/** Most redirections of a command after a failover. */
const REDIRECTIONS_MAX = 4
const FAILOVER_PAUSE_MS = 50

/** One Redis, or a Redis Cluster. */
export type RedisClient = Redis | Cluster

/**
 * The nodes in a URL: `redis://a:6379` is a single Redis, `redis://a:6379,b:6379` a Redis Cluster with two seed nodes. All nodes use
 * the scheme and the user of the first.
 */
export function redisNodes(redisUrl: string): string[] {
  const [first = '', ...others] = redisUrl.split(',')
  const [head = ''] = /^\w+:\/\/(?:[^/@]*@)?/.exec(first) ?? []
  return [first, ...others.map((node) => `${head}${node}`)]
}

/** A connection that reconnects by itself and never queues commands while Redis is down: the ledger decides alone then. */
export function connectRedis(
  redisUrl: string,
  options: { connectionName?: string; commandTimeout?: number; maxRetriesPerRequest?: number } = {},
): RedisClient {
  const nodes = redisNodes(redisUrl)
  const own = { connectTimeout: CONNECT_MS, connectionName: 'hourglass', ...options }
  const bounds = { enableOfflineQueue: false }
  const pause = (times: number) => Math.min(times * 50, RECONNECT_MS_MAX)
  const redis =
    nodes.length === 1
      ? new Redis(redisUrl, { ...bounds, ...own, retryStrategy: pause })
      : new Cluster(nodes, {
          ...bounds,
          enableAutoPipelining: true,
          redisOptions: { ...own, ...signIn(nodes[0]) },
          clusterRetryStrategy: pause,
          maxRedirections: REDIRECTIONS_MAX,
          retryDelayOnFailover: FAILOVER_PAUSE_MS,
        })
  redis.on('error', () => {})
  return redis
}

/** Credentials and TLS for nodes that the cluster announces: the same as for the seed nodes. */
function signIn(node = '') {
  const { username, password, protocol } = new URL(node)
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  }
}
