import { isUnknown, troubleOf } from '../data/problem'

/** What was bought, held or ordered without an answer is asked for again this often, under the same code, id or key. */
const TRIES_MAX = 9
const PAUSE_MS = 500
const PAUSE_MS_MAX = 5_000

const askAgain = (failures: number, error: Error): boolean => failures < TRIES_MAX && isUnknown(troubleOf(error))

const pauseMs = (failures: number): number => Math.min(PAUSE_MS * 2 ** failures, PAUSE_MS_MAX)

/** For mutations that are safe to repeat. */
export const askingAgain = { retry: askAgain, retryDelay: pauseMs }
