import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Allowance, countAgainst } from '../../src/domain/index.ts'
import { createStage, type Stage } from '../stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(async () => {
  await stage.stop()
})

const rule = { requests: 10, windowMs: 600_000 }
const ask = (bucket: string): Promise<Allowance> => stage.ctx.gate.limit(bucket, rule, 1)

test('a bucket allows its requests, then returns how long to wait, like the local limiter of a server', async () => {
  let fullAt = 0
  for (let i = 0; i < 12; i++) {
    const counted = await ask('shared')
    const [alone, next] = countAgainst(fullAt, 1_763_700_000_000, rule)
    fullAt = next
    assert.deepEqual([counted.ok, counted.left], [alone.ok, alone.left], `request ${i}`)
    assert.equal(Math.abs(counted.waitMs - alone.waitMs) < 5_000, true)
    assert.equal(Math.abs(counted.resetMs - alone.resetMs) < 5_000, true)
  }
})

test('exactly the allowed number of a hundred concurrent requests pass', async () => {
  const asked = await Promise.all(Array.from({ length: 100 }, () => ask('crowd')))
  assert.equal(asked.filter(({ ok }) => ok).length, 10)
})

test('buckets are independent, and expire when they are full again', async () => {
  await ask('one')
  assert.equal((await ask('another')).left, 9)
  const ttl = await stage.redis.pttl('hg:limit:{one}')
  assert.equal(ttl > 0 && ttl <= 60_000, true, String(ttl))
})
