/** `npm test`: tests every guarantee with real stores and a real browser. `npm run test:all` adds checks that take an hour more. */
import { parseArgs } from 'node:util'
import { installDebianPackages, onParentGone, StackError, startSupervisor } from '@hourglass/stack'
import { startTestCluster } from '@hourglass/stack/testing'
import { run, SERVER_ENV } from './apps.ts'
import { runTestFiles } from './test-files.ts'
import { type Counts, countsOf, Report } from './test-report.ts'

/** Slow files first, so that none of them starts last. */
const STORE_TESTS = [
  '{apps/cli/test,tools/starting,tools/verify/conformance/test}/*.test.ts',
  'packages/core/test/{simulation,queue-simulation,payment-simulation,workload,failures}.test.ts',
  'packages/{stack,db}/src/**/*.test.ts',
  'apps/{server,relay}/test/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
]
const CORE_TESTS = ['packages/core/test/**/*.test.ts']
const GATE_TESTS = ['packages/core/test/gate/*.test.ts']
const TEST_ALL = 'npm run test:all'
const SEEDS = 1_000_000

const HELP = `npm test [-- options]   tests every guarantee with real stores and a real browser

  --all        adds checks that take an hour more, as npm run test:all does
  --only TEXT  runs only the steps whose name contains the text; may be given several times`

const values = readOptions()
/** Fixed, so that a failure is caused by the change under test; `--all` picks a random one to find new failures. */
const seed = process.env.TEST_SEED ?? String(values.all ? 1 + Math.floor(Math.random() * SEEDS) : 1)
const report = new Report(Boolean(process.env.CI))
const supervisor = await startSupervisor()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130))
onParentGone(() => void end(130))

async function end(code: number): Promise<never> {
  await supervisor.stop()
  process.exit(code)
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        all: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (!values.help) return values
    console.log(HELP)
    process.exit(0)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
    process.exit(2)
  }
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

/** Runs test files with one shared PostgreSQL and a Redis of the given kind per file. */
async function stores(kind: 'native' | 'wasm', patterns: readonly string[]): Promise<Counts> {
  const cluster = await startTestCluster()
  try {
    const env = {
      HOURGLASS_TEST_POSTGRES: cluster.url,
      HOURGLASS_REDIS: kind,
      TEST_SEED: seed,
      ...(values.all && { TEST_ALL: '1' }),
    }
    return await runTestFiles(supervisor, patterns, { ...SERVER_ENV, ...env })
  } finally {
    await cluster.stop()
  }
}

/** Playwright builds and starts the storefront itself. */
async function browser(): Promise<Counts> {
  const { code, output } = await run(supervisor, 'pnpm', ['--filter', '@hourglass/e2e', 'test'], {})
  return countsOf(output, code)
}

/** A sell-out against two servers, during which one server and Redis are killed. */
const sellOutCrowd = () =>
  verify('crowd', 'sell-out', '--items=2000', '--buyers=400', '--tries=3000', '--kill-server=3', '--kill-redis=4')

/** Every kind of request, in two sales, during which a server and Redis are killed. */
const mixedCrowd = () =>
  verify(
    'crowd',
    'mixed',
    '--items=200',
    '--merchant-items=8',
    '--buyers=100',
    '--tries=600',
    '--kill-server=3',
    '--kill-redis=4',
  )

/** Runs a `pnpm verify` tool as one test. */
async function verify(name: 'crowd' | 'faults' | 'simulation', ...args: string[]): Promise<Counts> {
  const command = ['tools/verify/main.ts', name, ...args, `--seed=${seed}`]
  const { code, output } = await run(supervisor, process.execPath, command, {})
  return { ...countsOf(output, code), passed: code === 0 ? 1 : 0 }
}

/** Installs missing commands. The report lists the tests that are skipped because a command is unavailable. */
async function install(packages: string[]) {
  const outcome = await installDebianPackages(packages, (line) => console.log(`  ${line}`))
  if (!outcome.ok) for (const name of outcome.missing) report.skip(`tests that need ${name}`, outcome.reason)
  return outcome
}
const packages = await install(['redis-server', 'chromium', 'prometheus'])
// Installed separately: older Debian releases do not have them.
await install(['pgbouncer', 'caddy'])
const native = packages.ok || !packages.missing.includes('redis-server')

interface Step {
  name: string
  run: () => Promise<Counts>
  /** Only with `--all`. */
  long?: boolean
}

const nativeSteps: Step[] = [
  { name: 'PostgreSQL and native Redis', run: () => stores('native', STORE_TESTS) },
  { name: 'gate on WebAssembly Redis', run: () => stores('wasm', GATE_TESTS) },
  { name: 'core on WebAssembly Redis', run: () => stores('wasm', CORE_TESTS), long: true },
]
const wasmSteps: Step[] = [{ name: 'PostgreSQL and WebAssembly Redis', run: () => stores('wasm', STORE_TESTS) }]

const steps: Step[] = [
  { name: 'format, lint, types, pure tests', run: check },
  ...(native ? nativeSteps : wasmSteps),
  { name: 'storefront in a browser', run: browser },
  { name: 'crowd sells out while servers and Redis are killed', run: sellOutCrowd },
  { name: 'crowd with holds, carts, orders and codes in two sales', run: mixedCrowd },
  {
    name: 'faults: servers killed, Redis emptied',
    run: () => verify('faults', '--short', 'server-killed', 'redis-flushed'),
  },
  {
    name: 'faults: accounts sign in, link, delete and return while servers are killed',
    run: () => verify('faults', '--short', 'accounts'),
  },
  {
    name: 'faults: accounts for a minute',
    run: () => verify('faults', '--short', 'accounts', '--seconds=60'),
    long: true,
  },
  { name: 'every fault', run: () => verify('faults'), long: true },
  { name: 'every mutant is detected', run: () => verify('faults', '--mutants'), long: true },
  { name: '50,000 simulated worlds', run: () => verify('simulation', '--worlds=50000', '--seconds=7200'), long: true },
  {
    name: '5,000 simulated waiting rooms',
    run: () => verify('simulation', 'queue', '--worlds=5000', '--seconds=3600'),
    long: true,
  },
  {
    name: '5,000 simulated paid sales',
    run: () => verify('simulation', 'payments', '--worlds=5000', '--seconds=3600'),
    long: true,
  },
]
if (values.all) console.log(`  seed ${seed}; repeat this run with TEST_SEED=${seed}`)
for (const step of steps) {
  if (values.only && !values.only.some((part) => step.name.includes(part))) continue
  if (step.long && !values.all && !values.only) report.skip(step.name, TEST_ALL)
  else
    await report.step(step.name, async () => {
      try {
        return await step.run()
      } catch (error) {
        return { passed: 0, failed: 1, output: error instanceof StackError ? error.message : String(error) }
      }
    })
}
await end(report.close())
