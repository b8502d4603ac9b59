import assert from 'node:assert/strict'
import test from 'node:test'
import { compareFeedIds, feedId } from './feed.ts'

test('a position of a later build is after every position of the build before it, whatever their counters', () => {
  const id = (epoch: number, seq: number) => feedId({ epoch, seq })
  assert.ok(Number(compareFeedIds(id(12, 9), id(12, 10))) < 0)
  assert.equal(compareFeedIds(id(12, 10), id(12, 10)), 0)
  assert.ok(Number(compareFeedIds(id(13, 1), id(12, 10))) > 0)
})

test('positions that were counted without a gate, or are not known, are not compared', () => {
  for (const other of [undefined, '12:0', '']) {
    assert.equal(compareFeedIds('12:10', other), undefined)
    assert.equal(compareFeedIds(other, '12:10'), undefined)
  }
})
