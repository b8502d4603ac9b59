import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClock } from './clock.ts'

const at = (ms: number) => new Date(ms).toISOString()

test('a server time that was kept since it was read never sets the clock back', () => {
  const clock = createClock()
  const rendered = Date.parse('2026-11-28T12:00:00Z')
  clock.sync(at(rendered))
  const heard = clock.now()
  assert.ok(heard >= rendered && heard < rendered + 1_000)
  clock.sync(at(rendered + 35_000))
  clock.sync(at(rendered))
  assert.ok(clock.now() >= rendered + 35_000)
})

test('the clock does not follow the browser’s own, which somebody may set', () => {
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
