import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NAME_SPACE, type Place } from './name-space.ts'
import { type Look, NEIGHBOURS, stratified } from './stratified.ts'

type Pair = readonly [Place & Look, Place & Look]
type Trait = 'form' | 'material' | 'pattern' | 'palette'

const SEEDS = [0, 7, 20_260_101, 0xffff_ffff]

/** Every pair of neighbours among the first items, and among the last before the palettes move on. */
function* neighbours(): Generator<Pair> {
  for (const seed of SEEDS)
    for (const start of [0, 34 * 2_310 - 3_000]) {
      const places = Array.from({ length: 3_000 }, (_, i) => stratified(seed, start + i))
      for (const [i, one] of places.entries())
        for (const other of places.slice(i + 1, i + NEIGHBOURS)) yield [one, other]
    }
}

const differ = ([one, other]: Pair, trait: Trait): boolean => one[trait].value !== other[trait].value
const share = ([one, other]: Pair, ...parts: (keyof Look)[]): boolean =>
  parts.every((part) => one[part] === other[part])

test('of two neighbours of the same form, the materials differ, or both the patterns and the palettes do', () => {
  for (const pair of neighbours())
    if (!differ(pair, 'form'))
      assert.ok(differ(pair, 'material') || (differ(pair, 'pattern') && differ(pair, 'palette')), JSON.stringify(pair))
})

test('two neighbours with the same arrangement and variant differ in form, and in material or palette', () => {
  for (const pair of neighbours())
    if (share(pair, 'arrangement', 'variant'))
      assert.ok(differ(pair, 'form') && (differ(pair, 'material') || differ(pair, 'palette')), JSON.stringify(pair))
})

test('two neighbours that also face the same way differ in pattern', () => {
  for (const pair of neighbours())
    if (share(pair, 'arrangement', 'variant', 'side')) assert.ok(differ(pair, 'pattern'), JSON.stringify(pair))
})

test('two neighbours that look the same in everything around them differ in all their traits', () => {
  for (const pair of neighbours())
    if (share(pair, 'arrangement', 'variant', 'side', 'wall'))
      for (const trait of ['form', 'material', 'pattern', 'palette'] as const)
        assert.ok(differ(pair, trait), `${trait} of ${JSON.stringify(pair)}`)
})

test('no two indexes have the same place', () => {
  const slots = ({ form, material, pattern, palette, rest }: Place) =>
    [form, material, pattern, palette].map(({ order, within }) => `${order}.${within}`).join(' ') + rest
  for (const start of [0, NAME_SPACE - 300_000]) {
    const places = new Set(Array.from({ length: 300_000 }, (_, i) => slots(stratified(7, start + i))))
    assert.equal(places.size, 300_000)
  }
})
