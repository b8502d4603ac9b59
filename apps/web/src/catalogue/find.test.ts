import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EDITION, priceOf } from '@hourglass/core/catalog'
import { find } from './find.ts'
import { addressOf, EVERYTHING, type Query } from './query.ts'
import { queryOf } from './query-of.ts'
import { describeAll, saleItems } from './sale-items.ts'

const sale = { seed: 7, edition: EDITION, items_count: 2_000 }
const items = saleItems(sale)
const found = (query: Partial<Query>, isAvailable = (_position: number) => true) =>
  find(items, { ...EVERYTHING, ...query }, { source: sale, isAvailable }).map((at) => items[at])

test('an empty query finds all items in field order', () => {
  assert.deepEqual(found({}), items)
})

test('a search matches names that contain every word, in any order and case', () => {
  const names = found({ search: ' URN  brass ' }).map((item) => item?.name ?? '')
  assert.ok(names.length > 0)
  assert.equal(names.length, items.filter(({ name }) => /urn/i.test(name) && /brass/i.test(name)).length)
})

test('filters combine', () => {
  const query = { material: 'brass', rarity: 'uncommon', available: true } as const
  const even = found(query, (position) => position % 2 === 0)
  assert.ok(even.length > 0)
  for (const item of even)
    assert.deepEqual([item?.traits.material, item?.rarity, (item?.index ?? 1) % 2], ['brass', 'uncommon', 0])
})

test('results sort by price, rarity and name', () => {
  const prices = found({ sort: 'cheapest' }).map((item) => priceOf(sale, item?.index ?? -1))
  assert.deepEqual(
    prices,
    prices.toSorted((a, b) => a - b),
  )
  assert.deepEqual(found({ sort: 'dearest' }).length, items.length)
  assert.equal(found({ sort: 'rarest' })[0]?.rarity, 'singular')
  const names = found({ sort: 'name' }).map((item) => item?.name ?? '')
  assert.deepEqual(names, names.toSorted())
})

test('a query round-trips through the address, and unknown values are ignored', () => {
  const query: Query = {
    search: 'ninth tide',
    available: true,
    material: 'sea glass',
    rarity: 'rare',
    palette: 'dusk',
    sort: 'rarest',
  }
  const address = addressOf(query)
  assert.deepEqual(queryOf(new URLSearchParams(address)), query)
  assert.equal(addressOf(EVERYTHING), '')
  assert.deepEqual(queryOf(new URLSearchParams('material=plastic&sort=x&show=none')), EVERYTHING)
})

test('items generated in slices equal items generated at once', async () => {
  const other = { seed: 8, edition: EDITION, items_count: 500 }
  assert.deepEqual(await describeAll(other), Array.from(saleItems(other)))
})
