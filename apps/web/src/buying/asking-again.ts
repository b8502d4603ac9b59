import { type Trouble, troubleOf } from '../data/problem'

/** A purchase whose answer was lost is asked for again this often, with the same code. */
const PURCHASE_TRIES_MAX = 9
const PAUSE_MS = 500
const PAUSE_MS_MAX = 5_000

/** No word on whether it was sold: the line broke, or the ledger could not be asked. */
const isUnknown = (trouble: Trouble): boolean =>
  trouble === 'line_lost' || trouble.code === 'unavailable' || trouble.code === 'internal_error'

export const askAgain = (failures: number, error: Error): boolean =>
  failures < PURCHASE_TRIES_MAX && isUnknown(troubleOf(error))

export const pauseMs = (failures: number): number => Math.min(PAUSE_MS * 2 ** failures, PAUSE_MS_MAX)
