import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countAgainst } from './allowance.ts'

const rule = { requests: 10, windowMs: 10_000 }

test('a full bucket allows its whole burst at once, then one request per interval', () => {
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

test('an idle bucket refills to its limit within one window, and no further', () => {
  const [{ left }] = countAgainst(5_000, 1_000_000, rule)
  assert.equal(left, 9)
})

test('a refused request does not count', () => {
  const [, fullAt] = countAgainst(20_000, 10_000, rule)
  assert.equal(fullAt, 20_000)
})
