import { resolve } from 'node:path'
import { type RedisPreference, redisPreference } from './environment.ts'
import { endEarlierRun, rememberRun } from './keeper/earlier-run.ts'
import { type Keeper, startKeeper } from './keeper/keeper.ts'
import type { Kept } from './keeper/kept.ts'
import { lockDataFolder } from './lock.ts'
import { checkExternalPostgres } from './postgres/external.ts'
import { startPostgres } from './postgres/server.ts'
import { startEmbeddedRedis } from './redis/embedded.ts'
import { checkExternalRedis } from './redis/external.ts'
import { StackError } from './stack-error.ts'

export interface StackOptions {
  /** The folder of the embedded stores' files; made if there is none. */
  dataDir: string
  /** Use this PostgreSQL (15 or later) instead of starting one. */
  databaseUrl?: string | undefined
  /** Use this Redis instead of starting one. */
  redisUrl?: string | undefined
  /** Which Redis to start; `HOURGLASS_REDIS`, else `auto`, when left out. */
  redis?: RedisPreference | undefined
  /** Called with a line for people whenever something takes its time or deserves a word. */
  report: (line: string) => void
  /** Keeps the stores beside the caller's own processes. Left out: a keeper of their own. */
  keeper?: Keeper | undefined
}

export interface Stack {
  databaseUrl: string
  redisUrl: string
  postgres: { kind: 'external' | 'embedded'; version: string }
  redis: { kind: 'external' | 'native' | 'wasm'; version: string }
  /** Resolves with what to say when a store that was started here, or its keeper, ends unasked. */
  lost: Promise<StackError>
  /** Stops what was started here, last started first. May be called again. */
  stop(): Promise<void>
}

/** Finds or starts PostgreSQL and Redis. Throws `StackError`, with everything stopped again. */
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
  const watch = (kept: Kept) => {
    undo.push(() => kept.stop())
    void kept.exited.then(() => {
      if (!stopping)
        lost.resolve(new StackError(`${kept.spec.name} ended by itself: ${kept.lines.at(-1) ?? 'it said nothing'}`))
    })
  }
  try {
    const keeper = await prepare(options, undo)
    const postgres = await findPostgres(options, keeper, watch)
    const redis = await findRedis(options, keeper, watch)
    const { url: databaseUrl, ...postgresFacts } = postgres
    const { url: redisUrl, ...redisFacts } = redis
    return { databaseUrl, redisUrl, postgres: postgresFacts, redis: redisFacts, lost: lost.promise, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The keeper, with the data folder locked and free of an earlier run, if anything has to be started. */
async function prepare(options: StackOptions, undo: Array<() => unknown>): Promise<Keeper | undefined> {
  if (options.databaseUrl && options.redisUrl) return undefined
  const dataDir = resolve(options.dataDir)
  const lock = lockDataFolder(dataDir)
  undo.push(() => lock.release())
  await endEarlierRun(dataDir, options.report)
  const keeper = options.keeper ?? (await startKeeper())
  if (!options.keeper) undo.push(() => keeper.stop())
  await rememberRun(dataDir, keeper)
  return keeper
}

async function findPostgres(
  { databaseUrl, dataDir, report }: StackOptions,
  keeper: Keeper | undefined,
  watch: (kept: Kept) => void,
) {
  if (databaseUrl || !keeper) {
    const url = databaseUrl ?? ''
    return { url, kind: 'external' as const, version: await checkExternalPostgres(url) }
  }
  const server = await startPostgres(keeper, dataDir, report)
  watch(server.kept)
  return { url: server.databaseUrl, kind: 'embedded' as const, version: server.version }
}

async function findRedis(
  { redisUrl, redis, dataDir, report }: StackOptions,
  keeper: Keeper | undefined,
  watch: (kept: Kept) => void,
) {
  if (redisUrl || !keeper) {
    const url = redisUrl ?? ''
    return { url, kind: 'external' as const, version: await checkExternalRedis(url, report) }
  }
  const server = await startEmbeddedRedis(keeper, redis ?? redisPreference(), dataDir)
  watch(server.kept)
  if (server.kind === 'wasm') {
    report(
      'Redis: no valkey-server or redis-server on PATH, so Valkey runs as WebAssembly: for development and small demos',
    )
  }
  return { url: server.url, kind: server.kind, version: server.version }
}
