import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { createStage, type Stage } from '../stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(() => stage.stop())

const LONG_MS = 600_000
const report = (saleId: number, server: string, readers: number, lastsMs = LONG_MS) =>
  stage.ctx.gate.watch(saleId, { server, readers, lastsMs })

test('the readers of a sale are the sum of what its servers reported last', async () => {
  assert.equal(await report(1, 'a', 3), 3)
  assert.equal(await report(1, 'b', 4), 7)
  assert.equal(await report(1, 'a', 1), 5)
  assert.equal(await report(2, 'a', 9), 9)
})

test('a server that reports no more is forgotten', async () => {
  await report(3, 'gone', 5, 1)
  await until('the report has lapsed', async () => (await report(3, 'here', 2)) === 2)
})
