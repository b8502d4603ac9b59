import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentStart, nextStart } from './hourly.ts'

const HOUR_MS = 3_600_000

test('an hourly sale starts at the top of the hour, whenever the server started', () => {
  assert.deepEqual(currentStart(new Date('2026-03-29T14:59:59.999Z'), HOUR_MS), new Date('2026-03-29T14:00:00Z'))
  assert.deepEqual(currentStart(new Date('2026-03-29T15:00:00.000Z'), HOUR_MS), new Date('2026-03-29T15:00:00Z'))
})

test('the next opening is always in the future', () => {
  assert.deepEqual(nextStart(new Date('2026-03-29T15:00:00.000Z'), HOUR_MS), new Date('2026-03-29T16:00:00Z'))
  assert.deepEqual(nextStart(new Date('2026-03-29T15:00:09.999Z'), 10_000), new Date('2026-03-29T15:00:10Z'))
})
