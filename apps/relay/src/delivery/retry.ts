/** A retry comes up to this share of its delay earlier or later, so that those of one outage do not come together. */
const JITTER = 0.2
/** Longest that a receiver may put us off with Retry-After: the longest of our own delays. */
const RETRY_AFTER_MS_MAX = 24 * 3_600_000

/**
 * How long until the next attempt, or null when there is none.
 * @param attempts that have failed, from 1 on
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

/** Retry-After as a delay: seconds, or a date (RFC 9110 §10.2.3). Null when it is neither. */
export function retryAfterMs(value: string | string[] | undefined, now: Date): number | null {
  const text = Array.isArray(value) ? value[0] : value
  if (!text) return null
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}
