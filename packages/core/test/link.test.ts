import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { Redis } from 'ioredis'
import { GATE_DEADLINE_MS } from '../src/gate/index.ts'
import { createLink } from '../src/gate/link.ts'
import { connectRedis } from '../src/redis.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(() => stage.stop())

test('a stalled event loop does not open the circuit breaker', async () => {
  const { gate } = stage.ctx
  await gate.ping()
  const answer = gate.ping()
  const heldUpUntil = performance.now() + 2 * GATE_DEADLINE_MS
  while (performance.now() < heldUpUntil);
  assert.equal(await answer, 'PONG')
  assert.equal(gate.up, true)
})

test('a broken connection is detected without any call, and the gate recovers by itself', async () => {
  const { gate } = stage.ctx
  await until('the gate answers', () => gate.up)
  const operator = new Redis(stage.stores.redisUrl)
  try {
    await operator.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await until('the gate is unavailable', () => !gate.up)
    await until('the gate is back', () => gate.up)
  } finally {
    operator.disconnect()
  }
})

test('a Redis that refuses the password is reported once, with its reason', async () => {
  const operator = new Redis(stage.stores.redisUrl)
  const redis = connectRedis(stage.stores.redisUrl)
  const reports: string[] = []
  const link = createLink(redis, (up, why) => reports.push(`${up ? 'up' : 'down'}: ${why}`))
  try {
    await until('the gate is up', () => link.up)
    await operator.config('SET', 'requirepass', 'another')
    await operator.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await until('the refusal is reported', () => reports.some((report) => report.includes('NOAUTH')))
    await operator.config('SET', 'requirepass', '')
    await until('the gate is up again', () => link.up)
    assert.equal(reports.filter((report) => report.includes('NOAUTH')).length, 1, reports.join('\n'))
  } finally {
    link.close()
    await operator.config('SET', 'requirepass', '')
    for (const each of [redis, operator]) each.disconnect()
  }
})
