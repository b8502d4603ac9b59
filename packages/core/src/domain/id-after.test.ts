import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idAfter } from './id-after.ts'

const id = '01a1fe79-d8f9-718f-9649-285d40434d9f'

test('the following id is a UUIDv7 with the same timestamp', () => {
  assert.match(idAfter(id), /^01a1fe79-d8f9-718f-8[0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('the following id is deterministic, and the chain has no cycle', () => {
  assert.equal(idAfter(id), idAfter(id))
  const chain = [id]
  for (let i = 0; i < 100; i++) chain.push(idAfter(chain.at(-1) ?? ''))
  assert.equal(new Set(chain).size, 101)
})
