/** The cache of API keys: concurrent lookups are batched, and each gets its own result. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newApiKey } from '../src/domain/index.ts'
import { createKey, createKeyRing } from '../src/operations/index.ts'
import { granted } from './held-shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(() => stage.stop())

test('two hundred concurrent lookups are read in a few batches, and the one valid key is found', async () => {
  const { db, log } = stage.ctx
  let reads = 0
  const select = (...fields: []) => {
    reads++
    return db.select(...fields)
  }
  const ring = createKeyRing({ db: Object.create(db, { select: { value: select } }), log })
  const made = granted(await createKey(stage.ctx, { partner: 'acme', scopes: ['buy'] }))
  const keys = [...Array.from({ length: 199 }, () => newApiKey()), made.key]
  const found = await Promise.all(keys.map((key) => ring.find(key)))
  assert.deepEqual(
    found.flatMap((caller) => (caller ? [caller.keyId] : [])),
    [made.id],
  )
  assert.equal(found.at(-1)?.partner, 'acme')
  assert.equal(reads, 1)
})
