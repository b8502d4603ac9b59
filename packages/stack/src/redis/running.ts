import { resolve } from 'node:path'
import { readPassword } from '../password.ts'
import { isFree, rememberedPort } from '../ports.ts'
import { StackError } from '../stack-error.ts'
import { redisUrl } from './server.ts'

/** The URL of the Redis that runs for a data folder, started by another process. Throws `StackError` when none does. */
export async function runningRedisUrl(dataDir: string): Promise<string> {
  const folder = resolve(dataDir)
  const port = await rememberedPort(folder, 'redis')
  if (port === undefined || (await isFree(port)))
    throw new StackError(
      `No Redis runs for ${folder}: begin with npm start, name its folder in HOURGLASS_DATA, or a Redis in REDIS_URL.`,
    )
  return redisUrl(port, await readPassword(folder, 'redis'))
}
