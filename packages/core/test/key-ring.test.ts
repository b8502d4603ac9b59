/** Keys as a server reads them: many at once cost a few reads, and each gets its own answer. */
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

test('two hundred keys that are tried at once are read together, and the good one among them is found', async () => {
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
