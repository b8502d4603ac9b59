import { setTimeout as delay } from 'node:timers/promises'

/** Runs a job again and again, never twice at once, with a pause between; what throws is told and tried again. */
export async function every(
  pauseMs: number,
  signal: AbortSignal,
  job: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await job().catch(onError)
    await delay(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}
