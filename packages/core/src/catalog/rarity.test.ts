import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countTraits, type TraitCounts } from './counts.ts'
import { palettesOf } from './deal.ts'
import { EDITION, EDITIONS } from './edition.ts'
import { describeItem } from './generated-item.ts'
import { FORM_WEIGHTS, MATERIAL_WEIGHTS, PATTERN_WEIGHTS } from './traits.ts'
import { kinWords, rarityWords } from './words/rarity.ts'

const ITEMS = 100_000

const source = (seed: number) => ({ seed, edition: EDITION })

/** Tolerance of a frequency, in standard errors. */
const ERRORS_MAX = 4.5

function assertFollows(counts: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>>): void {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  for (const [value, weight] of Object.entries(weights)) {
    const share = weight / total
    const error = Math.sqrt(ITEMS * share * (1 - share))
    const off = Math.abs((counts[value] ?? 0) - ITEMS * share)
    assert.ok(off <= ERRORS_MAX * error, `${value}: ${counts[value]} for ${ITEMS * share}`)
  }
}

test('every trait is as frequent as its weight, in any edition', () => {
  const palettes = palettesOf(12)
  for (const edition of EDITIONS) {
    const counts = countTraits({ seed: 12, edition }, ITEMS)
    assertFollows(counts.form, FORM_WEIGHTS)
    assertFollows(counts.material, MATERIAL_WEIGHTS)
    assertFollows(counts.pattern, PATTERN_WEIGHTS)
    assertFollows(counts.palette, Object.fromEntries(palettes.values.map((value) => [value, palettes.weightOf(value)])))
  }
})

test('the counts of a sale add up to its items', () => {
  const { items, kin, ...counts } = countTraits(source(8), 10_000)
  for (const values of [counts.form, counts.material, counts.pattern, counts.palette])
    assert.equal(
      Object.values(values).reduce((sum, count) => sum + count, 0),
      items,
    )
  for (const [material, forms] of Object.entries(kin))
    assert.equal(
      Object.values(forms).reduce((sum, count) => sum + count, 0),
      Object.entries(counts.material).find(([value]) => value === material)?.[1],
    )
})

test('tiers have their documented shares, for any seed and edition', () => {
  for (const sale of EDITIONS.flatMap((edition) => [1, 2, 3].map((seed) => ({ seed, edition })))) {
    const tiers = { common: 0, uncommon: 0, rare: 0, singular: 0 }
    for (let index = 0; index < 20_000; index++) tiers[describeItem(sale, index).rarity]++
    assert.ok(Math.abs(tiers.common - 12_928) < 350, `${tiers.common} common`)
    assert.ok(Math.abs(tiers.uncommon - 5_550) < 350, `${tiers.uncommon} uncommon`)
    assert.ok(Math.abs(tiers.rare - 1_407) < 170, `${tiers.rare} rare`)
    assert.ok(Math.abs(tiers.singular - 115) < 48, `${tiers.singular} singular`)
  }
})

test('each seed deals the palettes differently', () => {
  const deals = [1, 2, 3, 4, 5, 6].map((seed) => JSON.stringify(countTraits(source(seed), 200).palette))
  assert.equal(new Set(deals).size, deals.length)
})

test('rarity text names the rarest trait and its count in the sale', () => {
  const traits = { form: 'beacon', material: 'obsidian', pattern: 'plain', palette: 'ember' } as const
  const sale = countTraits(source(4), 10_000)
  const counts: TraitCounts = {
    ...sale,
    form: { ...sale.form, beacon: 1_290 },
    material: { ...sale.material, obsidian: 38 },
    kin: { ...sale.kin, obsidian: { ...sale.kin.obsidian, beacon: 1 } },
    palette: { ...sale.palette, ember: 2_000 },
  }
  assert.equal(rarityWords(traits, counts), '1 of 38 in obsidian')
  assert.equal(kinWords(traits, counts), 'The only obsidian beacon')
  const common = { ...counts, material: { ...counts.material, obsidian: 1_500 } }
  assert.equal(rarityWords(traits, common), '1 of 1,290 beacons')
})

test('counts of another sale are refused', () => {
  const { traits } = describeItem(source(1), 0)
  assert.throws(() => rarityWords(traits, countTraits(source(1), 0)), RangeError)
  assert.throws(() => countTraits(source(1), -1), RangeError)
  assert.throws(() => countTraits(source(1), 10_000_001), RangeError)
  assert.throws(() => countTraits(source(-1), 10), RangeError)
})
