import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EDITIONS } from './edition.ts'
import { describeItem } from './generated-item.ts'
import { priceOf } from './price.ts'
import { RARITIES } from './rarity.ts'

const SOURCES = EDITIONS.flatMap((edition) => [1, 2, 3].map((seed) => ({ seed, edition })))

test('a rarer tier costs more, for any seed and edition', () => {
  for (const source of SOURCES) {
    const prices = RARITIES.map((tier) =>
      Array.from({ length: 2_000 }, (_, index) => index)
        .filter((index) => describeItem(source, index).rarity === tier)
        .map((index) => priceOf(source, index)),
    )
    for (const [tier, dearer] of prices.slice(1).entries())
      assert.ok(Math.max(...(prices[tier] ?? [])) < Math.min(...dearer), `${JSON.stringify(source)} ${tier}`)
  }
})
