/** Memory per sale is bounded, because a server runs for months. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KEYS_KNOWN_MAX, keysOf } from './keys.ts'
import { createSeqWatch } from './seq-watch.ts'

test('a seq that decreases is reported for a tracked sale, and not for one that was dropped', () => {
  const rolledBack: number[] = []
  const watch = createSeqWatch((saleId) => rolledBack.push(saleId))
  for (const id of [1, 2]) watch.saw({ id, epoch: 1 }, 9)
  watch.keepOnly(new Set([2]))
  for (const id of [1, 2]) watch.saw({ id, epoch: 1 }, 3)
  assert.deepEqual(rolledBack, [2])
})

test('the keys of a recent sale are cached, and an evicted sale gets equal keys', () => {
  const first = keysOf(1)
  for (let id = 2; id <= KEYS_KNOWN_MAX; id++) keysOf(id)
  assert.equal(keysOf(1), first)
  keysOf(KEYS_KNOWN_MAX + 1)
  assert.notEqual(keysOf(1), first)
  assert.deepEqual({ ...keysOf(1), checkout: null }, { ...first, checkout: null })
})
