import { once } from 'node:events'
import { connectRedis } from '@hourglass/core/redis'
import { createPool } from '@hourglass/db'
import { type Breakable, startTestStores } from '@hourglass/stack/testing'
import { ToolError } from './tool-error.ts'

/** Connection timeout of an external Redis. */
const HELLO_MS = 5_000

/** PostgreSQL and Redis of the servers. */
export interface Stores {
  databaseUrl: string
  redisUrl: string
  redisKind: 'native' | 'wasm' | 'given'
  /** Not set for external stores, which are neither killed nor measured. */
  redis?: Breakable
  postgres?: Breakable
  stop(): Promise<void>
}

/** Starts stores in a temporary folder with fsync on, or uses external ones if they are empty. @throws ToolError */
export async function openStores(env: NodeJS.ProcessEnv): Promise<Stores> {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = env
  if (databaseUrl && redisUrl) {
    await checkDatabaseIsFresh(databaseUrl)
    await checkRedisIsFresh(redisUrl)
    return { databaseUrl, redisUrl, redisKind: 'given', stop: async () => {} }
  }
  if (databaseUrl || redisUrl) {
    const [given, missing] = databaseUrl ? ['DATABASE_URL', 'REDIS_URL'] : ['REDIS_URL', 'DATABASE_URL']
    throw new ToolError(`${given} is set without ${missing}: set both, or neither to start the stores here.`)
  }
  const stores = await startTestStores({ ownPostgres: true })
  return { ...stores, redisKind: stores.redis.kind }
}

async function checkDatabaseIsFresh(databaseUrl: string): Promise<void> {
  const pool = createPool(databaseUrl, { max: 1, name: 'hourglass-load' })
  try {
    const { rows } = await pool.query<{ used: boolean }>(`SELECT to_regclass('sales') IS NOT NULL AS used`)
    if (rows[0]?.used)
      throw new ToolError('The database of DATABASE_URL is not empty: create an empty one with createdb.')
  } catch (error) {
    if (error instanceof ToolError) throw error
    throw new ToolError(`The database of DATABASE_URL is unreachable (${reason(error)}): start it or correct the URL.`)
  } finally {
    await pool.end()
  }
}

async function checkRedisIsFresh(redisUrl: string): Promise<void> {
  const redis = connectRedis(redisUrl)
  try {
    await once(redis, 'ready', { signal: AbortSignal.timeout(HELLO_MS) })
    if ((await redis.dbsize()) > 0)
      throw new ToolError('The Redis of REDIS_URL is not empty: use another one, or another database number.')
  } catch (error) {
    if (error instanceof ToolError) throw error
    throw new ToolError(`The Redis of REDIS_URL is unreachable (${reason(error)}): start it or correct the URL.`)
  } finally {
    redis.disconnect()
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))
