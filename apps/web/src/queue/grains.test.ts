import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GRAINS_MAX, glassFor, grainsOf } from './grains.ts'

test('every grain of an hourglass has a spot of its own within the glass', () => {
  for (const grains of [0, 1, 36, 37, 200, GRAINS_MAX, 10 * GRAINS_MAX]) {
    const { above, below, width, height } = glassFor(grains)
    assert.ok(above.length >= Math.min(grains, GRAINS_MAX))
    assert.equal(below.length, above.length)
    const all = [...above, ...below]
    assert.equal(new Set(all.map(({ x, y }) => `${x} ${y}`)).size, all.length)
    for (const { x, y } of all) assert.ok(Math.abs(x) <= width / 2 && Math.abs(y) <= height / 2, `${x}, ${y}`)
  }
})

test('each person is a grain while they fit, and the shopper’s is where they stand', () => {
  assert.deepEqual(grainsOf({ joined: 200, admitted: 50, ahead: 20 }), { above: 150, below: 50, own: 20 })
  assert.deepEqual(grainsOf({ joined: 0, admitted: 0, ahead: null }), { above: 0, below: 0, own: null })
  assert.deepEqual(grainsOf({ joined: 3, admitted: 3, ahead: 0 }), { above: 0, below: 3, own: null })
})

test('a crowd fills the hourglass, and the shopper’s grain comes down to the neck', () => {
  const joined = 1_000_000
  for (const share of [0, 0.25, 0.5, 0.999]) {
    const admitted = Math.floor(share * joined)
    const { above, below, own } = grainsOf({ joined, admitted, ahead: joined - admitted - 1 })
    assert.equal(above + below, GRAINS_MAX)
    assert.equal(own, above - 1)
  }
})
