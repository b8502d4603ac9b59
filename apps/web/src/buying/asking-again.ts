import { isUnknown, type Trouble, troubleOf } from '../data/problem'

/** What was bought, held or ordered without an answer is asked for again this often, under the same code, id or key. */
const TRIES_MAX = 9
const PAUSE_MS = 500
const PAUSE_MS_MAX = 5_000

/** No word yet, or a server that had no time to look. */
const isPassing = (trouble: Trouble): boolean =>
  isUnknown(trouble) || (trouble !== 'line_lost' && (trouble.code === 'busy' || trouble.code === 'starting'))

const askAgain = (failures: number, error: unknown): boolean => failures < TRIES_MAX && isPassing(troubleOf(error))

const pauseMs = (failures: number): number => Math.min(PAUSE_MS * 2 ** failures, PAUSE_MS_MAX)

/** For mutations that are safe to repeat, as tRPC's options take them. */
export const repeating = { retry: askAgain, retryDelay: pauseMs }

/** The same for mutations of our own, whose errors are then of this type. */
export const askingAgain = { retry: (failures: number, error: Error) => askAgain(failures, error), retryDelay: pauseMs }

/** The same, told of each next try: when it is, in Unix milliseconds. */
export const askingAgainTold = (nextTryAt: (moment: number) => void) => ({
  ...askingAgain,
  retryDelay(failures: number): number {
    const ms = pauseMs(failures)
    nextTryAt(Date.now() + ms)
    return ms
  },
})
