import { setTimeout as delay } from 'node:timers/promises'

const POLL_EVERY_MS = 15

/** Polls until the result is not `undefined`. Returns `undefined` after `withinMs` milliseconds. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  withinMs: number,
): Promise<T | undefined> {
  const deadline = performance.now() + withinMs
  while (true) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() >= deadline) return undefined
    await delay(POLL_EVERY_MS)
  }
}

/** True if `promise` settles within `withinMs` milliseconds. */
export async function settles(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  const timer = new AbortController()
  const late = delay(withinMs, false, { signal: timer.signal }).catch(() => false)
  const settled = promise.then(
    () => true,
    () => true,
  )
  return await Promise.race([settled, late]).finally(() => timer.abort())
}
