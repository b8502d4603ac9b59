import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { countsOf, Report } from './test-report.ts'

const NODE = `✔ one (0.4ms)
  ﹣ as an ordinary user (0.1ms) # runs as root
@hourglass/core:pure: ﹣ with a pooler (0.1ms) # pgbouncer is not on PATH
ℹ pass 1
ℹ fail 0`

test('counts and skips are parsed from node:test, Playwright and pnpm verify faults', () => {
  const node = countsOf(NODE, 0)
  assert.deepEqual([node.passed, node.failed], [1, 0])
  assert.deepEqual(node.skipped, [
    { name: 'as an ordinary user', reason: 'runs as root' },
    { name: 'with a pooler', reason: 'pgbouncer is not on PATH' },
  ])
  const playwright = countsOf(
    '  -  2 [desktop] › faults.spec.ts:8:1 › Redis is killed\n  1 skipped\n  3 passed (4.0s)',
    0,
  )
  assert.equal(playwright.passed, 3)
  assert.deepEqual(playwright.skipped?.[0]?.name, '[desktop] › faults.spec.ts:8:1 › Redis is killed')
  assert.deepEqual(countsOf('- disk-full: skipped, prlimit is not on PATH', 0).skipped, [
    { name: 'disk-full', reason: 'prlimit is not on PATH' },
  ])
})

test('a nonzero exit code counts as a failure even if no test failed', () =>
  assert.equal(countsOf('ℹ pass 3\nℹ fail 0', 1).failed, 1))

test('skips are accepted outside CI, and in CI only for a listed reason', async () => {
  const closeWith = async (inCi: boolean, output: string) => {
    const log = mock.method(console, 'log', () => {})
    try {
      const report = new Report(inCi)
      await report.step('step', async () => countsOf(output, 0))
      return report.close()
    } finally {
      log.mock.restore()
    }
  }
  assert.equal(await closeWith(false, NODE), 0)
  assert.equal(await closeWith(true, NODE), 1)
  assert.equal(await closeWith(true, '﹣ one (1ms) # runs as root\nℹ pass 1'), 0)
})
