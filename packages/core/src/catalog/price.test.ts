import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeItem } from './generated-item.ts'
import { priceOf } from './price.ts'
import { RARITIES } from './rarity.ts'

test('a rarer tier costs more, for any seed', () => {
  for (const seed of [1, 2, 3]) {
    const prices = RARITIES.map((tier) =>
      Array.from({ length: 2_000 }, (_, index) => index)
        .filter((index) => describeItem(seed, index).rarity === tier)
        .map((index) => priceOf(seed, index)),
    )
    for (const [tier, dearer] of prices.slice(1).entries())
      assert.ok(Math.max(...(prices[tier] ?? [])) < Math.min(...dearer), `${seed} ${tier}`)
  }
})
