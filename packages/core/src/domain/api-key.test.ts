import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isApiKey, newApiKey } from './api-key.ts'

test('new keys are valid and unique', () => {
  const keys = Array.from({ length: 1_000 }, newApiKey)
  assert.equal(keys.every(isApiKey), true)
  assert.equal(new Set(keys).size, keys.length)
})

test('a key with a changed, missing or swapped character is invalid', () => {
  const key = newApiKey()
  const changed = key.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  const swapped = key.replace(/(.)(.)(?=.{6}$)/, (all, a, b) => (a === b ? `${all}x` : b + a))
  for (const wrong of [changed, swapped, key.slice(0, -1), `${key}0`, key.toUpperCase(), '', 'hg_live_', `${key} `])
    assert.equal(isApiKey(wrong), false, wrong)
})

test('a live key is not valid with the prefix of a test key, or the reverse', () => {
  for (const [kind, from, to] of [
    ['live', 'hg_live_', 'hg_test_'],
    ['test', 'hg_test_', 'hg_live_'],
  ] as const) {
    const key = newApiKey(kind)
    assert.equal(key.startsWith(from) && isApiKey(key), true)
    assert.equal(isApiKey(key.replace(from, to)), false)
  }
})

test('a change at any position is detected', () => {
  const key = newApiKey()
  for (let at = 8; at < key.length; at++) {
    const wrong = key.slice(0, at) + (key[at] === 'A' ? 'B' : 'A') + key.slice(at + 1)
    assert.equal(isApiKey(wrong), false, `${key} at ${at}`)
  }
})
