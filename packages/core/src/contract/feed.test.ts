import assert from 'node:assert/strict'
import test from 'node:test'
import { compareFeedIds, feedId } from './feed.ts'

test('a position in a later epoch follows every position in an earlier one, whatever the seq', () => {
  const id = (epoch: number, seq: number) => feedId({ epoch, seq })
  assert.ok(Number(compareFeedIds(id(12, 9), id(12, 10))) < 0)
  assert.equal(compareFeedIds(id(12, 10), id(12, 10)), 0)
  assert.ok(Number(compareFeedIds(id(13, 1), id(12, 10))) > 0)
})

test('missing positions and positions without a gate (seq 0) do not compare', () => {
  for (const other of [undefined, '12:0', '']) {
    assert.equal(compareFeedIds('12:10', other), undefined)
    assert.equal(compareFeedIds(other, '12:10'), undefined)
  }
})
