import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latency } from './latency.ts'

test('quantiles are accurate to 5 % from 0.1 ms to 10 s', () => {
  const latency = new Latency()
  for (const exact of [0.5, 1, 7, 42, 180, 999, 9_500]) {
    for (let i = 0; i < 100; i++) latency.record(exact)
    const { p50, p99 } = latency.drain() ?? { p50: 0, p99: 0 }
    assert.equal(p50, p99)
    assert.equal(Math.abs(p50 - exact) <= exact * 0.05 + 0.01, true, `${exact} is reported as ${p50}`)
  }
})

test('drain returns the quantiles since the last call and resets them', () => {
  const latency = new Latency()
  for (let ms = 1; ms <= 1_000; ms++) latency.record(ms)
  const quantiles = latency.drain()
  for (const [name, exact] of [
    ['p50', 500],
    ['p95', 950],
    ['p99', 990],
  ] as const)
    assert.equal(Math.abs((quantiles?.[name] ?? 0) - exact) <= exact * 0.05, true, `${name} is ${quantiles?.[name]}`)
  assert.equal(latency.drain(), null)
})

test('out-of-range latencies count in the first and last bucket', () => {
  const latency = new Latency()
  latency.record(3_600_000)
  latency.record(-1)
  const quantiles = latency.drain()
  assert.equal((quantiles?.p50 ?? 0) < 0.1, true)
  assert.equal((quantiles?.p99 ?? 0) > 10_000, true)
})
