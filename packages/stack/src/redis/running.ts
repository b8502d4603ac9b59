import { resolve } from 'node:path'
import { readPassword } from '../password.ts'
import { isFree, rememberedPort } from '../ports.ts'
import { StackError } from '../stack-error.ts'
import { redisUrl } from './server.ts'

/** The URL of the Redis that another process runs for a data folder. Throws `StackError` if there is none. */
export async function runningRedisUrl(dataDir: string): Promise<string> {
  const folder = resolve(dataDir)
  const port = await rememberedPort(folder, 'redis')
  if (port === undefined || (await isFree(port)))
    throw new StackError(
      `Redis is not running for ${folder}: run npm start, or set HOURGLASS_DATA to its data folder or REDIS_URL to a Redis.`,
    )
  return redisUrl(port, await readPassword(folder, 'redis'))
}
