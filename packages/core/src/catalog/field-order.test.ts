import assert from 'node:assert/strict'
import test from 'node:test'
import { labOf } from './colour.ts'
import { EDITION } from './edition.ts'
import { fieldOrder } from './field-order.ts'
import { describeItem } from './generated-item.ts'

const colours = (seed: number, count: number) =>
  Array.from({ length: count }, (_, at) => describeItem({ seed, edition: EDITION }, at).colour)

test('each item of a sale has its own cell, whatever the number of items', () => {
  for (const count of [1, 2, 3, 10, 99, 400, 9_999, 10_000]) {
    const { itemAt, cellOf } = fieldOrder(colours(7, count), Math.ceil(Math.sqrt(count)))
    assert.deepEqual(
      Array.from(itemAt).sort((a, b) => a - b),
      Array.from({ length: count }, (_, at) => at),
    )
    for (const [cell, index] of itemAt.entries()) assert.equal(cellOf[index], cell)
  }
})

test('neighbours in the field look more alike than neighbours in the sale', () => {
  const all = colours(11, 10_000)
  const labs = all.map(labOf)
  const distance = (a = 0, b = 0) =>
    Math.hypot(...[0, 1, 2].map((axis) => (labs[a]?.[axis] ?? 0) - (labs[b]?.[axis] ?? 0)))
  const { columns, itemAt } = fieldOrder(all, 100)
  const mean = (steps: readonly (readonly [number, number])[]) =>
    steps.reduce((sum, [a, b]) => sum + distance(a, b), 0) / steps.length
  const down = Array.from(
    { length: all.length - columns },
    (_, cell) => [itemAt[cell] ?? 0, itemAt[cell + columns] ?? 0] as const,
  )
  const inSale = Array.from({ length: all.length - 1 }, (_, at) => [at, at + 1] as const)
  assert.ok(mean(down) < mean(inSale) / 4, `${mean(down)} in the field, ${mean(inSale)} in the sale`)
})

test('a sale of one colour keeps its order', () => {
  assert.deepEqual(Array.from(fieldOrder(['#808080', '#808080', '#808080', '#808080'], 2).itemAt), [0, 1, 2, 3])
})
