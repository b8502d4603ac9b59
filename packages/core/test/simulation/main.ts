/**
 * Simulates the protocol of gate, batcher, sweeper and rebuild in many small worlds. See docs/proof.md.
 *
 *   npx pnpm verify simulation [--seconds 60] [--worlds 100000] [--seed 1] [--threads 2] [--mutant NAME] [--trace]
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { startTestStores } from '@hourglass/stack/testing'
import { mutants } from './ledger-rules.ts'
import type { Found } from './world.ts'
import { runWorlds, seedsFrom } from './worlds.ts'

const SHOWN_MAX = 5
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    worlds: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    mutant: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
})
const [seconds, count, first, threads] = [values.seconds, values.worlds, values.seed, values.threads].map(Number) as [
  number,
  number,
  number,
  number,
]
if ([seconds, count, first, threads].some((value) => !(value >= 1)))
  fail('seconds, worlds, seed and threads must be at least 1')
const mutant = mutants.find((name) => name === values.mutant)
if (values.mutant !== undefined && !mutant) fail(`mutant must be one of: ${mutants.join(', ')}`)

const stores = await startTestStores()
const tallies = new Map<string, { worlds: number; broken: number }>()
let [worlds, steps, broken] = [0, 0, 0]
const began = performance.now()

function tally(seed: number, found: Found): void {
  worlds++
  steps += found.steps
  if (found.broken.length > 0 && ++broken <= SHOWN_MAX) console.log(`  seed ${seed}: ${found.broken.join('; ')}`)
  for (const kind of new Set(found.suffered.length > 0 ? found.suffered : ['nothing'])) {
    const of = tallies.get(kind) ?? { worlds: 0, broken: 0 }
    tallies.set(kind, { worlds: of.worlds + 1, broken: of.broken + Math.sign(found.broken.length) })
  }
}

if (values.trace) await one()
else await many()
await stores.stop()
console.log(table())
process.exitCode = broken > 0 ? 1 : 0

async function one(): Promise<void> {
  const { redisUrl } = stores
  const seeds = seedsFrom(first, 1)
  await runWorlds({ redisUrl, seeds, ...(mutant && { mutant }), trace: console.log, onWorld: tally })
}

async function many(): Promise<void> {
  const progress = setInterval(() => console.log(`  ${line()}`), 5_000)
  const run = (at: number) =>
    new Promise<void>((resolve, reject) => {
      const workerData = { redisUrl: stores.redisUrl, first, count, of: threads, at, seconds, mutant }
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData })
      worker.on('message', (results: (Found & { seed: number })[]) => {
        for (const { seed, ...found } of results) tally(seed, found)
      })
      worker.once('error', reject).once('exit', () => resolve())
    })
  await Promise.all(Array.from({ length: threads }, (_, at) => run(at)))
  clearInterval(progress)
}

function line(): string {
  const spent = (performance.now() - began) / 1_000
  return `${spent.toFixed(0)} s  ${worlds.toLocaleString('en')} worlds, ${steps.toLocaleString('en')} steps, ${broken} broken`
}

function table(): string {
  const names: Record<string, string> = {
    nothing: 'no fault',
    crash: 'a server crashes',
    flush: 'Redis is flushed',
    answer: 'a response of the ledger is lost',
    cut: 'a connection to Redis is cut',
    rollback: 'Redis is rolled back',
  }
  const rows = Object.entries(names).map(([kind, name]) => {
    const { worlds = 0, broken = 0 } = tallies.get(kind) ?? {}
    return `  ${name.padEnd(34)}${worlds.toLocaleString('en').padStart(10)}${String(broken).padStart(10)}`
  })
  return [
    '',
    `  ${'in a world'.padEnd(34)}${'worlds'.padStart(10)}${'broken'.padStart(10)}`,
    ...rows,
    '',
    `  ${line()}`,
  ].join('\n')
}

function fail(why: string): never {
  console.error(why)
  process.exit(2)
}
