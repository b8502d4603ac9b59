import { join } from 'node:path'
import { type RedisPreference, redisPreference, testPostgresUrl } from '../environment.ts'
import { freePort } from '../ports.ts'
import { startPostgres } from '../postgres/server.ts'
import { startRedis } from '../redis/server.ts'
import { StackError } from '../stack-error.ts'
import { type Supervisor, startSupervisor } from '../supervisor/supervisor.ts'
import { type Breakable, breakable } from './breakable.ts'
import { type TestCluster, temporaryFolder } from './cluster.ts'
import { createTestDatabase } from './template.ts'

const REDIS_ATTEMPTS_MAX = 5

export interface TestStoresOptions {
  /** Migrates an empty database to the state that the suite needs. */
  migrate?: (databaseUrl: string) => Promise<void>
  /** Suites with the same key share one migrated template. Without a key, `migrate` runs for this suite alone. */
  templateKey?: string
  /** Default `HOURGLASS_REDIS`, else `auto`. */
  redis?: RedisPreference
  /** Starts a dedicated PostgreSQL, which the suite may kill. By default the suite gets a database in the shared one. */
  ownPostgres?: boolean
  /** The cluster for the suite's database, instead of the one that the test run shares. */
  cluster?: Pick<TestCluster, 'url'> | undefined
}

export interface TestStores {
  databaseUrl: string
  redisUrl: string
  /** Empty after `kill` and `start`. */
  redis: Breakable & { readonly port: number; readonly kind: 'native' | 'wasm' }
  /** Only with `ownPostgres`. */
  postgres: (Breakable & { readonly port: number }) | undefined
  /** Drops the database and stops what was started. If the test process is killed, no process or folder is left behind. */
  stop(): Promise<void>
}

/** Creates a database and a Redis for the exclusive use of one suite. */
export async function startTestStores(
  options: TestStoresOptions & { ownPostgres: true },
): Promise<TestStores & { postgres: Breakable & { readonly port: number } }>
export async function startTestStores(options?: TestStoresOptions): Promise<TestStores>
export async function startTestStores(options: TestStoresOptions = {}): Promise<TestStores> {
  const supervisor = await startSupervisor()
  try {
    const folder = await temporaryFolder(supervisor)
    const [postgres, redis] = await Promise.all([
      findPostgres(supervisor, folder, options),
      launchRedis(supervisor, folder, options.redis),
    ])
    const database = await createTestDatabase(postgres.url, options.migrate, options.templateKey)
    const stop = async () => {
      if (postgres.shared) await database.drop()
      await supervisor.stop()
    }
    return { databaseUrl: database.url, redisUrl: redis.url, redis: redis.server, postgres: postgres.own, stop }
  } catch (error) {
    await supervisor.stop()
    throw error
  }
}

async function findPostgres(
  supervisor: Supervisor,
  folder: string,
  { ownPostgres: own = false, cluster }: TestStoresOptions,
) {
  const given = own ? undefined : (cluster?.url ?? testPostgresUrl())
  if (given !== undefined) return { url: given, shared: true, own: undefined }
  const { server, process } = await breakable(() => startPostgres(supervisor, folder, () => {}))
  const { maintenanceUrl: url, port } = server
  return { url, shared: false, own: own ? Object.assign(process, { port }) : undefined }
}

async function launchRedis(supervisor: Supervisor, folder: string, preference: RedisPreference = redisPreference()) {
  let port: number | undefined
  const { server, process } = await breakable(async () => {
    for (let attempt = 1; attempt <= REDIS_ATTEMPTS_MAX; attempt += 1) {
      const server = await startRedis(supervisor, preference, join(folder, 'redis'), port ?? (await freePort()))
      if (server) {
        port = server.port
        return server
      }
    }
    throw new StackError(`Redis did not start on port ${port ?? 'any'}: run the tests again.`)
  })
  const { url, kind } = server
  return { url, server: Object.assign(process, { port: server.port, kind }) }
}
