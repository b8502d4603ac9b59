import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { CATALOG_ITEMS_MAX, SEED_MAX } from './bounds.ts'
import { colourOf, describeItem } from './generated-item.ts'
import { drawItemPicture } from './picture/draw.ts'

const GOLDEN: readonly (readonly [seed: number, index: number, name: string, digest: string])[] = [
  [0, 0, 'Fluted Basalt Chalice of the Cool Letter', '14ad214151078321'],
  [7, 42, 'Plain Basalt Bell of the Singing Sunbeam', 'ffea96fde001a36c'],
  [20_260_101, 9_999, 'Dipped Walnut Totem of the Wide Rowan', '56d999d87bb2a8d1'],
  [SEED_MAX, CATALOG_ITEMS_MAX - 1, 'Spiralled Porcelain Bowl of the Charmed Fog', '01003724ca86ba36'],
]

test('an item and its picture stay the same from version to version', () => {
  for (const [seed, index, name, digest] of GOLDEN) {
    const text = JSON.stringify(describeItem(seed, index)) + drawItemPicture(seed, index)
    assert.equal(describeItem(seed, index).name, name)
    assert.equal(createHash('sha256').update(text).digest('hex').slice(0, 16), digest)
  }
})

test('asking in another order or twice changes nothing', () => {
  const first = [1, 2, 3].map((seed) => [describeItem(seed, 5), drawItemPicture(seed, 5)])
  const again = [3, 2, 1].map((seed) => [describeItem(seed, 5), drawItemPicture(seed, 5)]).reverse()
  assert.deepEqual(first, again)
})

test('a colour is six hexadecimal digits, the same alone as in the item', () => {
  for (let index = 0; index < 2_000; index++) {
    const { colour } = describeItem(3, index)
    assert.match(colour, /^#[0-9a-f]{6}$/)
    assert.equal(colourOf(3, index), colour)
  }
})

test('seeds and indexes outside their bounds are refused', () => {
  const wrong = [
    [-1, 0],
    [SEED_MAX + 1, 0],
    [0.5, 0],
    [Number.NaN, 0],
    [0, -1],
    [0, CATALOG_ITEMS_MAX],
    [0, 1.5],
    [0, Number.NaN],
  ] as const
  for (const [seed, index] of wrong)
    for (const ask of [describeItem, drawItemPicture, colourOf]) assert.throws(() => ask(seed, index), RangeError)
})
