import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BatcherOptions, Busy, createBatcher, DEFERRED } from './batcher.ts'

class Outage extends Error {}
class Poison extends Error {}

/** A batcher whose commits are completed one by one. */
function stage(options: Partial<BatcherOptions<number, string>> = {}) {
  const batches: { rows: number[]; commit(verdicts?: (string | typeof DEFERRED)[]): void; fail(error: Error): void }[] =
    []
  const arrivals: (() => void)[] = []
  const batcher = createBatcher<number, string>({
    rowsMax: 3,
    inFlightMax: 1,
    queueMax: 10,
    isOutage: (error) => error instanceof Outage,
    isPoison: (error) => error instanceof Poison,
    commit: (rows) =>
      new Promise((resolve, reject) => {
        batches.push({
          rows,
          commit: (verdicts) => resolve(verdicts ?? rows.map((row) => `done ${row}`)),
          fail: reject,
        })
        arrivals.shift()?.()
      }),
    ...options,
  })
  const nextBatch = async () => {
    if (batches.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve))
    const batch = batches.shift()
    if (!batch) throw new Error('no batch was started')
    return batch
  }
  return { batcher, nextBatch, batches }
}

test('rows that arrive during a commit are committed together next', async () => {
  const { batcher, nextBatch } = stage()
  const first = batcher.submit(1)
  const one = await nextBatch()
  const later = [batcher.submit(2), batcher.submit(3)]
  one.commit()
  const two = await nextBatch()
  two.commit()
  assert.deepEqual([one.rows, two.rows], [[1], [2, 3]])
  assert.deepEqual(await Promise.all([first, ...later]), ['done 1', 'done 2', 'done 3'])
})

test('a batch never exceeds its row limit and never has two rows with one key', async () => {
  const { batcher, nextBatch } = stage({ keyOf: (row) => String(row % 10) })
  const all = [1, 11, 2, 3, 4].map((row) => batcher.submit(row))
  const seen: number[][] = []
  for (let i = 0; i < 2; i++) {
    const batch = await nextBatch()
    seen.push(batch.rows)
    batch.commit()
  }
  await Promise.all(all)
  assert.deepEqual(seen, [
    [1, 2, 3],
    [11, 4],
  ])
})

test('a deferred row goes first into the next batch', async () => {
  const { batcher, nextBatch } = stage()
  const all = [1, 2, 3, 4].map((row) => batcher.submit(row))
  const one = await nextBatch()
  one.commit(['done 1', DEFERRED, 'done 3'])
  const two = await nextBatch()
  assert.deepEqual(two.rows, [2, 4])
  two.commit()
  assert.deepEqual(await Promise.all(all), ['done 1', 'done 2', 'done 3', 'done 4'])
})

test('a full queue refuses the next row as busy and loses none of its rows', async () => {
  const { batcher, nextBatch } = stage({ queueMax: 2 })
  const first = batcher.submit(1)
  const one = await nextBatch()
  const kept = [batcher.submit(2), batcher.submit(3)]
  await assert.rejects(batcher.submit(4), Busy)
  one.commit()
  const two = await nextBatch()
  two.commit()
  assert.deepEqual(await Promise.all([first, ...kept]), ['done 1', 'done 2', 'done 3'])
})

test('a poison row fails alone: its batch is split until it is isolated', async () => {
  const { batcher } = stage({
    rowsMax: 8,
    commit: async (rows) => {
      if (rows.includes(5)) throw new Poison('five')
      return rows.map((row) => `done ${row}`)
    },
  })
  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((row) => batcher.submit(row)))
  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  )
})

test('an outage also fails the queued rows, and the next row is tried again', async () => {
  const { batcher, nextBatch } = stage()
  const doomed = [1, 2, 3, 4].map((row) => batcher.submit(row))
  const one = await nextBatch()
  one.fail(new Outage('down'))
  const results = await Promise.allSettled(doomed)
  assert.equal(
    results.every((result) => result.status === 'rejected'),
    true,
  )
  const after = batcher.submit(5)
  const two = await nextBatch()
  two.commit()
  assert.equal(await after, 'done 5')
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(batcher.load, 0)
})

test('rows beyond the weight limit are split, and an overweight row is committed alone', async () => {
  const { batcher, nextBatch } = stage({ keyOf: String, weigh: { of: (row) => row, max: 5 } })
  const all = Promise.all([1, 9, 2, 3].map((row) => batcher.submit(row)))
  const sizes: number[][] = []
  for (let batch = 0; batch < 3; batch++) {
    const { rows, commit } = await nextBatch()
    sizes.push(rows)
    commit()
  }
  assert.deepEqual(sizes, [[1, 2], [9], [3]])
  assert.deepEqual(await all, ['done 1', 'done 9', 'done 2', 'done 3'])
})
