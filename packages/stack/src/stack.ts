import { resolve } from 'node:path'
import { type RedisPreference, redisPreference } from './environment.ts'
import { lockDataFolder } from './lock.ts'
import { checkExternalPostgres } from './postgres/external.ts'
import { startPostgres } from './postgres/server.ts'
import { startEmbeddedRedis } from './redis/embedded.ts'
import { checkExternalRedis } from './redis/external.ts'
import { StackError } from './stack-error.ts'
import type { Child } from './supervisor/child.ts'
import { endEarlierRun, rememberRun } from './supervisor/earlier-run.ts'
import { type Supervisor, startSupervisor } from './supervisor/supervisor.ts'

export interface StackOptions {
  /** Data folder of the embedded stores; created if necessary. */
  dataDir: string
  /** Use this PostgreSQL (15 or later) instead of starting one. */
  databaseUrl?: string | undefined
  /** Use this Redis instead of starting one. */
  redisUrl?: string | undefined
  /** Which Redis to start; default `HOURGLASS_REDIS`, else `auto`. */
  redis?: RedisPreference | undefined
  /** Called with progress messages and warnings for the user. */
  report: (line: string) => void
  /** Runs the stores under the caller's supervisor. By default they get their own. */
  supervisor?: Supervisor | undefined
}

export interface Stack {
  databaseUrl: string
  redisUrl: string
  postgres: { kind: 'external' | 'embedded'; version: string }
  redis: { kind: 'external' | 'native' | 'wasm'; version: string }
  /** Resolves with an error when a store that this stack started, or its supervisor, exits unexpectedly. */
  lost: Promise<StackError>
  /** Stops what this stack started, in reverse order. Idempotent. */
  stop(): Promise<void>
}

/** Finds or starts PostgreSQL and Redis. On failure it stops everything and throws `StackError`. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const undo: Array<() => unknown> = []
  const lost = Promise.withResolvers<StackError>()
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (async () => {
      for (const step of undo.reverse()) await step()
    })()
    return stopping
  }
  const watch = (child: Child) => {
    undo.push(() => child.stop())
    void child.exited.then(() => {
      if (!stopping)
        lost.resolve(new StackError(`${child.spec.name} exited unexpectedly: ${child.lines.at(-1) ?? 'no output'}`))
    })
  }
  try {
    const supervisor = await prepare(options, undo)
    const postgres = await findPostgres(options, supervisor, watch)
    const redis = await findRedis(options, supervisor, watch)
    const { url: databaseUrl, ...postgresFacts } = postgres
    const { url: redisUrl, ...redisFacts } = redis
    return { databaseUrl, redisUrl, postgres: postgresFacts, redis: redisFacts, lost: lost.promise, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** If a store must be started: locks the data folder, cleans up after an earlier run and returns the supervisor. */
async function prepare(options: StackOptions, undo: Array<() => unknown>): Promise<Supervisor | undefined> {
  if (options.databaseUrl && options.redisUrl) return undefined
  const dataDir = resolve(options.dataDir)
  const lock = lockDataFolder(dataDir)
  undo.push(() => lock.release())
  await endEarlierRun(dataDir, options.report)
  const supervisor = options.supervisor ?? (await startSupervisor())
  if (!options.supervisor) undo.push(() => supervisor.stop())
  await rememberRun(dataDir, supervisor)
  return supervisor
}

async function findPostgres(
  { databaseUrl, dataDir, report }: StackOptions,
  supervisor: Supervisor | undefined,
  watch: (child: Child) => void,
) {
  if (databaseUrl || !supervisor) {
    const url = databaseUrl ?? ''
    return { url, kind: 'external' as const, version: await checkExternalPostgres(url) }
  }
  const server = await startPostgres(supervisor, dataDir, report)
  watch(server.child)
  return { url: server.databaseUrl, kind: 'embedded' as const, version: server.version }
}

async function findRedis(
  { redisUrl, redis, dataDir, report }: StackOptions,
  supervisor: Supervisor | undefined,
  watch: (child: Child) => void,
) {
  if (redisUrl || !supervisor) {
    const url = redisUrl ?? ''
    return { url, kind: 'external' as const, version: await checkExternalRedis(url, report) }
  }
  const server = await startEmbeddedRedis(supervisor, redis ?? redisPreference(), dataDir)
  watch(server.child)
  if (server.kind === 'wasm') {
    report(
      'Redis: no valkey-server or redis-server on PATH, so Valkey runs as WebAssembly (for development and small demos)',
    )
  }
  return { url: server.url, kind: server.kind, version: server.version }
}
