import { setTimeout as delay } from 'node:timers/promises'
import type { Breakable } from '@hourglass/stack/testing'
import type { Server } from '../harness/fleet.ts'
import { createRandom, type Random } from '../harness/random.ts'

/** How long Redis stays away after a kill. */
const REDIS_AWAY_MS = 300

/** What an injection goes by: it is seeded, and it ends when it is stopped. */
export interface Injection {
  random: Random
  stopping: AbortSignal
}

export interface InjectOptions<Count> {
  seed: number
  /** How long faults are injected; left out: until the crowd is done. */
  ms?: number
  /** @returns whether everything was sold in time */
  crowd(injection: Injection): Promise<boolean>
  /** Breaks things until it is stopped. @returns how often */
  inject(injection: Injection): Promise<Count>
  /** Repairs what the last injection left broken, while the crowd goes on. */
  heal?(): void
}

/** Injects faults while a crowd buys. Resolves when the crowd is done and everything runs again. */
export async function injectDuring<Count>({ seed, ms, crowd, inject, heal }: InjectOptions<Count>) {
  const began = performance.now()
  const stop = new AbortController()
  const injection = { random: createRandom(seed + 2), stopping: stop.signal }
  const buying = crowd(injection)
  const injecting = inject(injection)
  injecting.catch(() => stop.abort())
  const until = ms === undefined ? [] : [delay(ms, undefined, { signal: stop.signal }).catch(() => undefined)]
  try {
    await Promise.race([buying, ...until])
  } finally {
    stop.abort()
  }
  const injected = await injecting
  heal?.()
  return { soldOut: await buying, injected, seconds: (performance.now() - began) / 1_000 }
}

/** Injects again and again until it is stopped. @returns how often */
export async function repeat(
  pauseMs: number,
  { stopping }: Injection,
  inject: () => Promise<unknown>,
): Promise<number> {
  let times = 0
  while (await pause(pauseMs, stopping)) {
    await inject()
    times++
  }
  return times
}

/** Waits, unless it is time to stop. @returns whether to go on */
export async function pause(ms: number, stopping: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined)
  return !stopping.aborted
}

/** SIGKILL to one of the servers, which is started again. */
export async function killServer(servers: readonly Server[], random: Random): Promise<void> {
  const server = random.pick(servers)
  await server.kill()
  await server.start()
}

/** SIGKILL to Redis, which comes back empty. */
export async function killRedis(redis: Breakable): Promise<void> {
  await redis.kill()
  await delay(REDIS_AWAY_MS)
  await redis.start()
}
