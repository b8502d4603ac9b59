import { isUnknown, type Trouble, troubleOf } from '../data/problem'

/** What was bought, held or ordered without an answer is asked for again this often, under the same code, id or key. */
const RETRIES_MAX = 9
const PAUSE_MS = 500
const PAUSE_MS_MAX = 5_000

/** No word yet, or a server that had no time to look. */
const isPassing = (trouble: Trouble): boolean =>
  isUnknown(trouble) || (trouble !== 'connection_lost' && (trouble.code === 'busy' || trouble.code === 'starting'))

const shouldRetry = (failures: number, error: unknown): boolean => failures < RETRIES_MAX && isPassing(troubleOf(error))

const pauseMs = (failures: number): number => Math.min(PAUSE_MS * 2 ** failures, PAUSE_MS_MAX)

/** For mutations that are safe to repeat, as tRPC's options take them. */
export const retryOptions = { retry: shouldRetry, retryDelay: pauseMs }

/** The same for mutations of our own, whose errors are then of this type. */
export const mutationRetry = {
  retry: (failures: number, error: Error) => shouldRetry(failures, error),
  retryDelay: pauseMs,
}

/** The same, told of each next try: when it is, in Unix milliseconds. */
export const mutationRetryWithNotice = (nextRetryAt: (moment: number) => void) => ({
  ...mutationRetry,
  retryDelay(failures: number): number {
    const ms = pauseMs(failures)
    nextRetryAt(Date.now() + ms)
    return ms
  },
})
