import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byNames } from './family.ts'
import { createMetrics } from './metrics.ts'

test('histogram buckets are cumulative', async () => {
  const metrics = createMetrics()
  const sizes = metrics.histograms({ name: 'rows', help: 'Rows' }, [1, 4]).series({ batch: 'takes' })
  for (const size of [0, 1, 2, 4, 9]) sizes.record(size)
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('rows'))
  assert.deepEqual(lines, [
    'rows_bucket{le="1",batch="takes"} 2',
    'rows_bucket{le="4",batch="takes"} 4',
    'rows_bucket{le="+Inf",batch="takes"} 5',
    'rows_sum{batch="takes"} 16',
    'rows_count{batch="takes"} 5',
  ])
})

test('`byNames` returns the same series for the same pair of names', async () => {
  const metrics = createMetrics()
  const family = metrics.counters({ name: 'calls_total', help: 'Calls' })
  const of = byNames((call, verdict) => family.series({ call, verdict }))
  of('take', 'taken').value++
  of('take', 'sold_out').value++
  of('take', 'taken').value++
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('calls'))
  assert.deepEqual(lines, [
    'calls_total{call="take",verdict="taken"} 2',
    'calls_total{call="take",verdict="sold_out"} 1',
  ])
})

test('a gauge drops series that are no longer read, and a failed read exports nothing instead of 0', async () => {
  const metrics = createMetrics()
  let sales = ['1', '2']
  metrics.gauge({ name: 'free', help: 'Free' }, ['sale'], () => sales.map((sale) => [{ sale }, 7]))
  metrics.gauge({ name: 'age', help: 'Age' }, [], () => Promise.reject(new Error('database is down')))
  const read = async () => (await metrics.text()).split('\n').filter((line) => /^(free|age)/.test(line))
  assert.deepEqual(await read(), ['free{sale="1"} 7', 'free{sale="2"} 7'])
  sales = ['2']
  assert.deepEqual(await read(), ['free{sale="2"} 7'])
})

test('memory and event loop metrics of the process are exported', async () => {
  const text = await createMetrics().text()
  for (const name of [
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_eventloop_utilization_ratio',
  ])
    assert.match(text, new RegExp(`^${name} [\\d.e+-]+$`, 'm'))
})
