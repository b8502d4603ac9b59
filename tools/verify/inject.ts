import { setTimeout as delay } from 'node:timers/promises'
import type { Breakable } from '@hourglass/stack/testing'
import type { Server } from '../harness/fleet.ts'
import { createRandom, type Random } from '../harness/random.ts'

/** How long Redis stays down after a kill. */
const REDIS_DOWN_MS = 300

/** Random source and stop signal of an injection. */
export interface Injection {
  random: Random
  stopping: AbortSignal
}

export interface InjectOptions<Count> {
  seed: number
  /** Duration of the injection; by default until the crowd is done. */
  ms?: number
  /** @returns whether everything was sold in time */
  crowd(injection: Injection): Promise<boolean>
  /** Injects faults until it is stopped. @returns the number of injections */
  inject(injection: Injection): Promise<Count>
  /** Reverts the faults while the crowd continues. */
  heal?(): void
}

/** Injects faults while a crowd buys. Resolves when the crowd is done and the faults are reverted. */
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

/** Injects repeatedly until it is stopped. @returns the number of injections */
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

/** Waits or returns early when stopped. @returns whether to continue */
export async function pause(ms: number, stopping: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined)
  return !stopping.aborted
}

/** Kills a random server (SIGKILL) and restarts it. */
export async function killServer(servers: readonly Server[], random: Random): Promise<void> {
  const server = random.pick(servers)
  await server.kill()
  await server.start()
}

/** Kills Redis (SIGKILL) and restarts it empty. */
export async function killRedis(redis: Breakable): Promise<void> {
  await redis.kill()
  await delay(REDIS_DOWN_MS)
  await redis.start()
}
