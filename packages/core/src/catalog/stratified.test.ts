import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NAME_SPACE } from './name-space.ts'
import { NEIGHBOURS, type StagedPlace, stratified } from './stratified.ts'

const SEEDS = [0, 7, 20_260_101, 0xffff_ffff]

/** Every pair of neighbours of the same form among the first items, and around the last index at which the palettes move on. */
function* pairsOfOneForm(seed: number): Generator<readonly [StagedPlace, StagedPlace]> {
  for (const start of [0, 34 * 2_310 - 2_500]) {
    const places = Array.from({ length: 5_000 }, (_, i) => stratified(seed, start + i))
    for (const [i, one] of places.entries())
      for (const other of places.slice(i + 1, i + NEIGHBOURS))
        if (one.form.value === other.form.value) yield [one, other]
  }
}

test('of two neighbours of the same form, the materials differ, or both the patterns and the palettes do', () => {
  for (const seed of SEEDS)
    for (const [one, other] of pairsOfOneForm(seed)) {
      const differs = (trait: 'material' | 'pattern' | 'palette') => one[trait].value !== other[trait].value
      assert.ok(differs('material') || (differs('pattern') && differs('palette')), JSON.stringify([one, other]))
    }
})

test('two neighbours of the same form never stand on the same stage', () => {
  for (const seed of SEEDS) for (const [one, other] of pairsOfOneForm(seed)) assert.notEqual(one.stage, other.stage)
})

test('no two indexes have the same place', () => {
  const slots = ({ form, material, pattern, palette, rest }: StagedPlace) =>
    [form, material, pattern, palette].map(({ order, within }) => `${order}.${within}`).join(' ') + rest
  for (const start of [0, NAME_SPACE - 300_000]) {
    const places = new Set(Array.from({ length: 300_000 }, (_, i) => slots(stratified(7, start + i))))
    assert.equal(places.size, 300_000)
  }
})
