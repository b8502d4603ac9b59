import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PERMUTATION_SIZE_MAX, permute } from './permutation.ts'

test('a permutation maps onto every number below its size exactly once', () => {
  for (const size of [1, 2, 1_000, 4_097, 100_000]) {
    const reached = new Set(Array.from({ length: size }, (_, value) => permute(3, size, value)))
    assert.equal(reached.size, size)
    for (const value of reached) assert.ok(value >= 0 && value < size)
  }
})

test('a permutation refuses sizes and values outside its bounds', () => {
  assert.throws(() => permute(3, PERMUTATION_SIZE_MAX + 1, 0), RangeError)
  assert.throws(() => permute(3, 10, 10), RangeError)
  assert.throws(() => permute(3, 10, -1), RangeError)
})
