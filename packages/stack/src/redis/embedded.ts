import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { RedisPreference } from '../environment.ts'
import { ensurePassword } from '../password.ts'
import { freePort, portFor, rememberedPort, rememberPort } from '../ports.ts'
import { StackError } from '../stack-error.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { connectedRedis } from './client.ts'
import { type RedisServer, redisUrl, startRedis } from './server.ts'

const START_ATTEMPTS_MAX = 3

/** Starts the data folder's Redis, after stopping an orphaned one. Throws `StackError`. */
export async function startEmbeddedRedis(
  supervisor: Supervisor,
  preference: RedisPreference,
  dataDir: string,
): Promise<RedisServer> {
  const dir = join(dataDir, 'redis')
  const password = await ensurePassword(dataDir, 'redis')
  await stopOrphan(dataDir, dir, password)
  let port = await portFor(dataDir, 'redis')
  for (let attempt = 1; attempt <= START_ATTEMPTS_MAX; attempt += 1) {
    const server = await startRedis(supervisor, preference, dir, port, { password })
    if (server) {
      await rememberPort(dataDir, 'redis', port)
      return server
    }
    port = await freePort()
  }
  throw new StackError(
    'Redis did not start: run redis-server manually to see why, set HOURGLASS_REDIS=wasm, or set REDIS_URL.',
  )
}

/** Identifies a native server by its working directory. The embedded one exits with its supervisor. */
async function stopOrphan(dataDir: string, dir: string, password: string): Promise<void> {
  const port = await rememberedPort(dataDir, 'redis')
  if (port === undefined) return
  await connectedRedis(redisUrl(port, password), async (redis) => {
    const [, folder] = (await redis.config('GET', 'dir')) as string[]
    if (folder === (await realpath(dir))) await redis.shutdown('NOSAVE')
  }).catch(() => {}) // not running, another server, or the connection closed by the shutdown
}
