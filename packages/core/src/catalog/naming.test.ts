import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOG_ITEMS_MAX } from './bounds.ts'
import { EDITION, EDITIONS, type Source } from './edition.ts'
import { EPITHETS_PER_SLOT, NAME_SPACE } from './name-space.ts'
import { EPITHET_STRIDE, EPITHETS, nameItem } from './naming.ts'
import { FORM_WEIGHTS, MATERIAL_WEIGHTS, PALETTE_WEIGHTS, PATTERN_WEIGHTS } from './traits.ts'
import { ADJECTIVES, NOUNS } from './words/epithets.ts'

function distinctNames(source: Source, items: number): number {
  const names = new Set<string>()
  for (let index = 0; index < items; index++) names.add(nameItem(source, index).name)
  return names.size
}

test('no name appears twice among 10,000 items, whatever the seed and edition', () => {
  for (const edition of EDITIONS)
    for (const seed of [0, 1, 2, 7, 20_260_101, 0xffff_ffff])
      assert.equal(distinctNames({ seed, edition }, 10_000), 10_000)
})

test('no name appears twice among 1,000,000 items, in any edition', () => {
  for (const edition of EDITIONS) assert.equal(distinctNames({ seed: 41, edition }, 1_000_000), 1_000_000)
})

test('there are more names than items in the largest sale', () => {
  assert.ok(NAME_SPACE >= CATALOG_ITEMS_MAX)
})

test('the combination of traits with the most slots has an epithet for each', () => {
  const tables = [FORM_WEIGHTS, MATERIAL_WEIGHTS, PATTERN_WEIGHTS, PALETTE_WEIGHTS]
  const fullest = tables.reduce((slots, table) => slots * Math.max(...Object.values(table)), EPITHETS_PER_SLOT)
  assert.ok(fullest <= EPITHETS, `${fullest} of ${EPITHETS}`)
})

test('stepping through the epithets visits each once', () => {
  const met = new Set(Array.from({ length: EPITHETS }, (_, step) => (step * EPITHET_STRIDE) % EPITHETS))
  assert.equal(met.size, EPITHETS)
})

test('no two adjective-noun pairs form the same epithet', () => {
  const nouns = Object.values(NOUNS).flat()
  assert.equal(new Set(nouns).size, nouns.length)
  assert.equal(new Set(ADJECTIVES).size, ADJECTIVES.length)
  for (const group of Object.values(NOUNS)) assert.equal(ADJECTIVES.length * group.length, EPITHETS)
})

test('a name contains the pattern, material and form, and its last word identifies the palette', () => {
  for (let index = 0; index < 5_000; index++) {
    const { name, traits } = nameItem({ seed: 5, edition: EDITION }, index)
    const [what = '', epithet = ''] = name.split(' of the ')
    assert.equal(what.toLowerCase(), `${traits.pattern} ${traits.material} ${traits.form}`)
    const noun = epithet.split(' ').at(-1)
    const palettes = Object.entries(NOUNS).filter(([, nouns]) => nouns.some((word) => word === noun))
    assert.deepEqual(
      palettes.map(([palette]) => palette),
      [traits.palette],
    )
  }
})

test('two seeds have almost no names in common', () => {
  const names = new Set(
    Array.from({ length: 10_000 }, (_, index) => nameItem({ seed: 1, edition: EDITION }, index).name),
  )
  const shared = Array.from(
    { length: 10_000 },
    (_, index) => nameItem({ seed: 2, edition: EDITION }, index).name,
  ).filter((name) => names.has(name))
  assert.ok(shared.length < 100, `${shared.length} shared`)
})
