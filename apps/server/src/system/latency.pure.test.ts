import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latency } from './latency.ts'

test('quantiles are right to a twentieth, from a tenth of a millisecond to ten seconds', () => {
  const latency = new Latency()
  for (const exact of [0.5, 1, 7, 42, 180, 999, 9_500]) {
    for (let i = 0; i < 100; i++) latency.note(exact)
    const { p50, p99 } = latency.drain() ?? { p50: 0, p99: 0 }
    assert.equal(p50, p99)
    assert.equal(Math.abs(p50 - exact) <= exact * 0.05 + 0.01, true, `${exact} is told as ${p50}`)
  }
})

test('each quantile is of its share, and what was told is forgotten', () => {
  const latency = new Latency()
  for (let ms = 1; ms <= 1_000; ms++) latency.note(ms)
  const told = latency.drain()
  for (const [name, exact] of [
    ['p50', 500],
    ['p95', 950],
    ['p99', 990],
  ] as const)
    assert.equal(Math.abs((told?.[name] ?? 0) - exact) <= exact * 0.05, true, `${name} is ${told?.[name]}`)
  assert.equal(latency.drain(), null)
})

test('what takes longer than can be told counts as the longest', () => {
  const latency = new Latency()
  latency.note(3_600_000)
  latency.note(-1)
  const told = latency.drain()
  assert.equal((told?.p50 ?? 0) < 0.1, true)
  assert.equal((told?.p99 ?? 0) > 10_000, true)
})
