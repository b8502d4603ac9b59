import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClock } from './clock.ts'

const at = (ms: number) => new Date(ms).toISOString()

test('a cached server time never sets the clock back', () => {
  const clock = createClock()
  const rendered = Date.parse('2026-11-28T12:00:00Z')
  clock.sync(at(rendered))
  const now = clock.now()
  assert.ok(now >= rendered && now < rendered + 1_000)
  clock.sync(at(rendered + 35_000))
  clock.sync(at(rendered))
  assert.ok(clock.now() >= rendered + 35_000)
})

test('a change of the system clock does not change the clock', () => {
  const clock = createClock()
  clock.sync('2026-11-28T12:00:00Z')
  const { now } = Date
  try {
    Date.now = () => now() + 3_600_000
    assert.ok(clock.now() - Date.parse('2026-11-28T12:00:00Z') < 60_000)
  } finally {
    Date.now = now
  }
})
