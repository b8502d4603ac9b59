import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countAgainst } from './allowance.ts'

const rule = { requests: 10, windowMs: 10_000 }

test('a full bucket lets its requests through at once, then one after each part of the window', () => {
  let fullAt = 0
  const ask = (now: number) => {
    const [allowance, next] = countAgainst(fullAt, now, rule)
    fullAt = next
    return allowance
  }
  const now = 1_763_700_000_000
  for (let left = 9; left >= 0; left--) assert.deepEqual([ask(now).ok, left], [true, left])
  assert.deepEqual(ask(now), { ok: false, left: 0, waitMs: 1_000, resetMs: 10_000 })
  assert.equal(ask(now + 999).ok, false)
  assert.equal(ask(now + 1_000).ok, true)
  assert.equal(ask(now + 1_001).ok, false)
})

test('a bucket that nobody asks is whole again after its window, and not more than whole', () => {
  const [{ left }] = countAgainst(5_000, 1_000_000, rule)
  assert.equal(left, 9)
})

test('what is refused does not count', () => {
  const [, fullAt] = countAgainst(20_000, 10_000, rule)
  assert.equal(fullAt, 20_000)
})
