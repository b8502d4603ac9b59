import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABOVE, BELOW, EXTENT, GRAINS_MAX, grainsOf } from './grains.ts'

test('every grain of a bulb has a spot of its own within the hourglass', () => {
  for (const spots of [ABOVE, BELOW]) {
    assert.equal(spots.length, GRAINS_MAX)
    assert.equal(new Set(spots.map(({ x, y }) => `${x} ${y}`)).size, GRAINS_MAX)
    for (const { x, y } of spots)
      assert.ok(Math.abs(x) <= EXTENT.width / 2 && Math.abs(y) <= EXTENT.height / 2, `${x}, ${y}`)
  }
})

test('each person is a grain while they fit, and the shopper’s is where they stand', () => {
  assert.deepEqual(grainsOf({ joined: 200, admitted: 50, ahead: 20 }), { above: 150, below: 50, own: 20 })
  assert.deepEqual(grainsOf({ joined: 0, admitted: 0, ahead: null }), { above: 0, below: 0, own: null })
  assert.deepEqual(grainsOf({ joined: 3, admitted: 3, ahead: 0 }), { above: 0, below: 3, own: null })
})

test('a crowd fills the hourglass, and the shopper’s grain comes down to the neck', () => {
  const joined = 1_000_000
  const found = [0, 0.25, 0.5, 0.999].map((share) => {
    const admitted = Math.floor(share * joined)
    return grainsOf({ joined, admitted, ahead: joined - admitted - 1 })
  })
  for (const { above, below, own } of found) {
    assert.equal(above + below, GRAINS_MAX)
    assert.equal(own, above - 1)
  }
})
