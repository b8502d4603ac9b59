/** Jitter as a share of the delay, so that the retries after an outage are spread out. */
const JITTER = 0.2
/** Upper bound for a receiver's Retry-After: our own longest delay. */
const RETRY_AFTER_MS_MAX = 24 * 3_600_000

/**
 * Delay until the next attempt, or null after the last.
 * @param attempts number of failed attempts, from 1
 * @param random between 0 and 1
 */
export function retryDelayMs(
  schedule: readonly number[],
  attempts: number,
  retryAfterMs: number | null,
  random: number = Math.random(),
): number | null {
  const delay = schedule[attempts - 1]
  if (delay === undefined) return null
  const jittered = delay * (1 + JITTER * (2 * random - 1))
  return Math.round(Math.max(jittered, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MS_MAX)))
}

/** Parses Retry-After, seconds or a date (RFC 9110 §10.2.3), into a delay. Null if it is neither. */
export function retryAfterMs(value: string | string[] | undefined, now: Date): number | null {
  const text = Array.isArray(value) ? value[0] : value
  if (!text) return null
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}
