import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jobExpiryS, times } from '../times.ts'
import { retryAfterMs, retryDelayMs } from './retry.ts'

const HOUR_MS = 3_600_000
const now = new Date('2026-01-31T12:00:00Z')

test('the retry schedule rises from seconds to a day and ends', () => {
  const { retriesMs } = times
  assert.deepEqual(
    retriesMs.toSorted((a, b) => a - b),
    retriesMs,
  )
  assert.ok((retriesMs[0] ?? 0) <= 10_000 && (retriesMs.at(-1) ?? 0) >= 24 * HOUR_MS)
  assert.equal(retryDelayMs(retriesMs, retriesMs.length + 1, null), null)
})

test('the last retry comes before its event is pruned, even with maximum jitter', () => {
  const longest = times.retriesMs.reduce((sum, _, at) => sum + (retryDelayMs(times.retriesMs, at + 1, null, 1) ?? 0), 0)
  assert.ok(longest < 7 * 24 * HOUR_MS)
})

test('jitter shifts a retry by at most 20 %', () => {
  assert.equal(retryDelayMs([1_000], 1, null, 0), 800)
  assert.equal(retryDelayMs([1_000], 1, null, 1), 1_200)
})

test('Retry-After delays a retry by at most a day and never advances it', () => {
  assert.equal(retryDelayMs([1_000], 1, 60_000, 0.5), 60_000)
  assert.equal(retryDelayMs([1_000], 1, 10, 0.5), 1_000)
  assert.equal(retryDelayMs([1_000], 1, 1_000 * 24 * HOUR_MS, 0.5), 24 * HOUR_MS)
})

test('Retry-After may be seconds or an HTTP date', () => {
  assert.equal(retryAfterMs('120', now), 120_000)
  assert.equal(retryAfterMs('Sat, 31 Jan 2026 12:01:00 GMT', now), 60_000)
  assert.equal(retryAfterMs('Sat, 31 Jan 2026 11:00:00 GMT', now), 0)
  assert.equal(retryAfterMs('soon', now), null)
  assert.equal(retryAfterMs(undefined, now), null)
})

test('the job of a crashed relay expires within 30 seconds, and not while a live relay works on it', () => {
  assert.ok(jobExpiryS(times) * 1_000 > times.waitMs + times.requestMs)
  assert.ok(jobExpiryS(times) < 30)
})
