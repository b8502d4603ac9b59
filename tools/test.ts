/** `npm test`: everything that must hold, with real stores and a real browser. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { installDebianPackages, onParentGone, StackError, startSupervisor } from '@hourglass/stack'
import { startTestCluster } from '@hourglass/stack/testing'
import { root, run } from './apps.ts'
import { openStorefrontStage } from './harness/storefront-stage.ts'
import { type Counts, countsOf, Report } from './test-report.ts'

/** Of a file and of each test in it: a bound for one that hangs, far above what a loaded machine needs. */
const TEST_TIMEOUT_MS = 600_000
const WORKERS = 2

const storeTests = [
  'packages/*/test/**/*.test.ts',
  'packages/{stack,db}/src/**/*.test.ts',
  'apps/{server,relay}/test/**/*.test.ts',
  'tools/{cli,verify/conformance}/test/**/*.test.ts',
  'tools/starting/*.test.ts',
]
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
const report = new Report()
const supervisor = await startSupervisor()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130))
onParentGone(() => void end(130))

async function end(code: number): Promise<never> {
  await supervisor.stop()
  process.exit(code)
}

/** Node's test runner over files; prints what failed. */
async function nodeTests(patterns: string[], env: NodeJS.ProcessEnv): Promise<Counts> {
  const flags = ['--test', '--test-force-exit', `--test-timeout=${TEST_TIMEOUT_MS}`, `--test-concurrency=${WORKERS}`]
  const { code, output } = await run(supervisor, process.execPath, [...flags, ...patterns], env)
  return countsOf(output, code)
}

async function check(): Promise<Counts> {
  const { code, output } = await run(
    supervisor,
    'turbo',
    ['run', 'typecheck', 'pure', '//#lint', '--output-logs=full'],
    {},
  )
  return countsOf(output, code)
}

/** The stores' tests with a Redis of either kind, on one PostgreSQL. */
async function stores(kind: 'native' | 'wasm', patterns: string[]): Promise<Counts> {
  const cluster = await startTestCluster()
  try {
    return await nodeTests(patterns, { HOURGLASS_TEST_POSTGRES: cluster.url, HOURGLASS_REDIS: kind })
  } finally {
    await cluster.stop()
  }
}

async function browser(): Promise<Counts> {
  const orderStep = join(root, 'e2e/order-step.ts')
  const stage = await openStorefrontStage(supervisor, { SALE_PERIOD: '24h', HOLD_TTL: '15s', ORDER_STEP: orderStep })
  const { code, output } = await run(supervisor, 'pnpm', ['--filter', '@hourglass/e2e', 'test'], stage.env)
  await stage.stop()
  return countsOf(output, code)
}

/** A small crowd against two servers, one of which is killed, and a Redis that is killed too. */
const crowd = () =>
  tool('crowd', 'sell-out', '--items=2000', '--buyers=400', '--tries=3000', '--kill-server=3', '--kill-redis=4')

/** A smaller one that does all that one can do, in two sales, while Redis is killed. */
const mixedCrowd = () =>
  tool(
    'crowd',
    'mixed',
    '--items=200',
    '--merchant-items=8',
    '--buyers=100',
    '--tries=600',
    '--kill-server=3',
    '--kill-redis=4',
  )

/** Stores, servers and lines are broken one after the other; and a guard is taken away, which must be noticed. */
const faults = () => tool('faults', '--short')
const mutant = () => tool('faults', '--mutants', 'key-forgotten')

async function tool(name: 'crowd' | 'faults', ...args: string[]): Promise<Counts> {
  const { code, output } = await run(supervisor, process.execPath, ['tools/verify/main.ts', name, ...args], {})
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
}

/** Tests of what cannot be had are skipped, and say so. */
async function install(names: string[]) {
  const outcome = await installDebianPackages(names, (line) => console.log(`  ${line}`))
  if (!outcome.ok) console.log(`  Without ${outcome.missing.join(' and ')} (${outcome.reason})`)
  return outcome
}
const packages = await install(['redis-server', 'chromium', 'prometheus'])
// By themselves: older releases do not have them.
await install(['pgbouncer', 'caddy'])
const native = packages.ok || !packages.missing.includes('redis-server')

const steps: [name: string, step: () => Promise<Counts>][] = [
  ['format, lint, types, pure tests', check],
  ...(native
    ? [['PostgreSQL and native Redis', () => stores('native', storeTests)] as [string, () => Promise<Counts>]]
    : []),
  ['the core on WebAssembly Redis', () => stores('wasm', native ? ['packages/core/test/**/*.test.ts'] : storeTests)],
  ['the storefront in a browser', browser],
  ['a crowd, with servers and Redis killed', crowd],
  ['holds, carts, orders and codes in two sales at once', mixedCrowd],
  ['promises while everything is broken, in little', faults],
  ['a guard that is missing is found', mutant],
]
for (const [name, step] of steps) {
  if (values.only && !values.only.some((part) => name.includes(part))) continue
  await report.step(name, async () => {
    try {
      return await step()
    } catch (error) {
      return { passed: 0, failed: 1, output: error instanceof StackError ? error.message : String(error) }
    }
  })
}
await end(report.close())
