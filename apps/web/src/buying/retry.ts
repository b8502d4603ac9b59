import { isUnknown, type Trouble, troubleOf } from '../data/problem'

/** Retries of a purchase, hold or order without a response, under the same code, id or key. */
const RETRIES_MAX = 9
const PAUSE_MS = 500
const PAUSE_MS_MAX = 5_000

/** The outcome is unknown, or the server was too busy. */
const isPassing = (trouble: Trouble): boolean =>
  isUnknown(trouble) || (trouble !== 'connection_lost' && (trouble.code === 'busy' || trouble.code === 'starting'))

const shouldRetry = (failures: number, error: unknown): boolean => failures < RETRIES_MAX && isPassing(troubleOf(error))

const pauseMs = (failures: number): number => Math.min(PAUSE_MS * 2 ** failures, PAUSE_MS_MAX)

/** For tRPC mutations that are safe to repeat. */
export const retryOptions = { retry: shouldRetry, retryDelay: pauseMs }

/** The same for mutations with a `mutationFn`, whose errors have this type. */
export const mutationRetry = {
  retry: (failures: number, error: Error) => shouldRetry(failures, error),
  retryDelay: pauseMs,
}

/** The same, and reports the time of each next retry (Unix milliseconds). */
export const mutationRetryWithNotice = (nextRetryAt: (moment: number) => void) => ({
  ...mutationRetry,
  retryDelay(failures: number): number {
    const ms = pauseMs(failures)
    nextRetryAt(Date.now() + ms)
    return ms
  },
})
