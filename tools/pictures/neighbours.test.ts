import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeItem, EDITION } from '@hourglass/core/catalog'
import { NEAR_TWINS, nearestOf, neighboursOf } from './neighbours.ts'

const ITEMS = 300

for (const seed of [1, 7, 20_260_101])
  test(`no two of 100 neighbours are near twins at 64 pixels (seed ${seed})`, async () => {
    const source = { seed, edition: EDITION }
    const pairs = await neighboursOf(source, ITEMS)
    const [closest] = pairs
    assert.ok(closest)
    const names = [closest.one, closest.other].map((index) => describeItem(source, index).name).join(', ')
    assert.ok(closest.distance >= NEAR_TWINS, `${closest.distance}: ${names}`)
    const nearest = nearestOf(pairs)
    assert.ok((nearest[nearest.length / 2] ?? 0) >= 3 * NEAR_TWINS, `median ${nearest[nearest.length / 2]}`)
  })
