import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { createDrawings } from './drawings.ts'

const FRESH = { freshMs: 60_000, bytesMax: 1_000 }
/** Draws a picture of the given size and records its id. */
const noting = (drawn: number[], bytes: number) => (id: number) => {
  drawn.push(id)
  return Buffer.alloc(bytes)
}
const source = (id: number) => ({ is: 'found' as const, value: id })

test('concurrent and later requests share one drawing', async () => {
  const drawn: number[] = []
  const drawingOf = createDrawings({
    read: async (id) => source(id),
    draw: noting(drawn, 100),
    ...FRESH,
  })
  const answers = await Promise.all(Array.from({ length: 50 }, () => drawingOf(7)))
  answers.push(await drawingOf(7))
  assert.ok(answers.every(({ is }) => is === 'found'))
  assert.deepEqual(drawn, [7])
})

test('one drawing runs at a time, and a full queue refuses requests at once', async () => {
  let [underWay, most] = [0, 0]
  const go = Promise.withResolvers<void>()
  const draw = async () => {
    most = Math.max(most, ++underWay)
    await go.promise
    underWay--
    return Buffer.alloc(1)
  }
  const drawingOf = createDrawings({ read: async (id) => source(id), draw, ...FRESH })
  const asked = Array.from({ length: 100 }, (_, at) => drawingOf(at + 1))
  await turn()
  go.resolve()
  const answers = await Promise.all(asked)
  const refused = answers.filter(({ is }) => is === 'unavailable').length
  assert.equal(most, 1)
  assert.ok(refused > 0 && refused < 100, `${refused} of 100 were refused`)
})

test('the cache stays within its size limit and evicts the least recently used picture', async () => {
  const drawn: number[] = []
  const drawingOf = createDrawings({
    read: async (id) => source(id),
    draw: noting(drawn, 400),
    ...FRESH,
  })
  for (const id of [1, 2, 3, 3, 2, 1]) await drawingOf(id)
  assert.deepEqual(drawn, [1, 2, 3, 1])
})

test('a failed, missing or unreadable picture is not cached', async () => {
  let asked = 0
  const answers = [{ is: 'missing' as const }, { is: 'unavailable' as const }, source(1), source(1)]
  const read = async () => answers[asked++] ?? source(1)
  const draw = () => {
    if (asked === 3) throw new Error('cannot be drawn')
    return Buffer.alloc(1)
  }
  const drawingOf = createDrawings({ read, draw, ...FRESH })
  assert.equal((await drawingOf(1)).is, 'missing')
  assert.equal((await drawingOf(1)).is, 'unavailable')
  await assert.rejects(drawingOf(1), /cannot be drawn/)
  assert.equal((await drawingOf(1)).is, 'found')
})

test('an invalid id is missing without a read', async () => {
  const read = async () => assert.fail('read')
  const drawingOf = createDrawings({ read, draw: () => Buffer.alloc(1), ...FRESH })
  for (const id of [Number.NaN, 0, -1, 1.5, Number.MAX_VALUE]) assert.deepEqual(await drawingOf(id), { is: 'missing' })
})
