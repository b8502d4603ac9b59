import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { CATALOG_ITEMS_MAX, SEED_MAX } from './bounds.ts'
import { EDITION, EDITIONS } from './edition.ts'
import { colourOf, describeItem } from './generated-item.ts'
import { drawItemPicture } from './picture/draw.ts'
import { shadowOf } from './picture/shadow.ts'
import { priceOf } from './price.ts'

const GOLDEN: readonly (readonly [seed: number, index: number, name: string, digest: string])[] = [
  [0, 0, 'Fluted Basalt Chalice of the Cool Letter', '14ad214151078321'],
  [7, 42, 'Plain Basalt Bell of the Singing Sunbeam', 'ffea96fde001a36c'],
  [20_260_101, 9_999, 'Dipped Walnut Totem of the Wide Rowan', '56d999d87bb2a8d1'],
  [SEED_MAX, CATALOG_ITEMS_MAX - 1, 'Spiralled Porcelain Bowl of the Charmed Fog', '01003724ca86ba36'],
]

test('an item of edition 1 and its picture stay the same from version to version', () => {
  for (const [seed, index, name, digest] of GOLDEN) {
    const source = { seed, edition: 1 }
    const text = JSON.stringify(describeItem(source, index)) + drawItemPicture(source, index)
    assert.equal(describeItem(source, index).name, name)
    assert.equal(createHash('sha256').update(text).digest('hex').slice(0, 16), digest)
  }
})

/** Digest over everything that is generated for 2,000 items of each of four sales, computed when the edition was released. */
const DIGESTS: Readonly<Record<number, string>> = {
  1: '0649337a88e8209be4f653cc7983b5db',
  2: 'ac438470c72cd239dbc2f43202b513a6',
}

test('names, traits, rarities, prices, colours, outlines and pictures of an edition never change', () => {
  for (const [edition, digest] of Object.entries(DIGESTS)) {
    const all = createHash('sha256')
    for (const seed of [0, 7, 20_260_101, SEED_MAX])
      for (let index = 0; index < 2_000; index++) {
        const source = { seed, edition: Number(edition) }
        const { index: _, ...item } = describeItem(source, index)
        all.update(
          JSON.stringify([item, priceOf(source, index), shadowOf(source, index), drawItemPicture(source, index)]),
        )
      }
    assert.equal(all.digest('hex').slice(0, 32), digest)
  }
})

test('asking in another order or twice changes nothing', () => {
  const both = (seed: number) => {
    const source = { seed, edition: EDITION }
    return [describeItem(source, 5), drawItemPicture(source, 5)]
  }
  assert.deepEqual([1, 2, 3].map(both), [3, 2, 1].map(both).reverse())
})

test('a colour is six hexadecimal digits, the same alone as in the item', () => {
  for (const edition of EDITIONS)
    for (let index = 0; index < 2_000; index++) {
      const { colour } = describeItem({ seed: 3, edition }, index)
      assert.match(colour, /^#[0-9a-f]{6}$/)
      assert.equal(colourOf({ seed: 3, edition }, index), colour)
    }
})

test('seeds, editions and indexes outside their bounds are refused', () => {
  const wrong = [
    [-1, EDITION, 0],
    [SEED_MAX + 1, EDITION, 0],
    [0.5, EDITION, 0],
    [Number.NaN, EDITION, 0],
    [0, 0, 0],
    [0, EDITION + 1, 0],
    [0, EDITION, -1],
    [0, EDITION, CATALOG_ITEMS_MAX],
    [0, EDITION, 1.5],
    [0, EDITION, Number.NaN],
  ] as const
  for (const [seed, edition, index] of wrong)
    for (const ask of [describeItem, drawItemPicture, colourOf, priceOf, shadowOf])
      assert.throws(() => ask({ seed, edition }, index), RangeError)
})
