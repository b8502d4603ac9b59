/**
 * Simulates many small worlds: of gate, batcher, sweeper and rebuild, of waiting rooms, or of payments. See docs/proof.md.
 *
 *   npx pnpm verify simulation [gate|queue|payments] [--seconds 60] [--worlds 100000] [--seed 1] [--threads 2] [--mutant NAME] [--trace]
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { worldsOf } from './database-worlds.ts'
import { gateWorlds } from './gate-worlds.ts'
import { paymentWorlds } from './payments/payment-worlds.ts'
import { queueWorlds } from './queue/queue-worlds.ts'
import { type Found, seedsFrom, type Worlds } from './seeds.ts'

const SHOWN_MAX = 5
const WORLDS: Record<string, Worlds> = {
  gate: gateWorlds,
  queue: worldsOf(queueWorlds),
  payments: worldsOf(paymentWorlds),
}
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    worlds: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    mutant: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
})
const [of = 'gate', ...more] = positionals
const chosen = WORLDS[of]
if (!chosen || more.length > 0) fail(`name one of: ${Object.keys(WORLDS).join(', ')}`)
const [seconds, count, first, threads] = [values.seconds, values.worlds, values.seed, values.threads].map(Number) as [
  number,
  number,
  number,
  number,
]
if ([seconds, count, first, threads].some((value) => !(value >= 1)))
  fail('seconds, worlds, seed and threads must be at least 1')
const { mutant } = values
if (mutant !== undefined && !chosen.mutants.includes(mutant))
  fail(`mutant must be one of: ${chosen.mutants.join(', ')}`)

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

const run = { mutant, onWorld: tally }
if (values.trace) await chosen.trace({ ...run, seeds: seedsFrom(first, 1), trace: console.log })
else {
  const progress = setInterval(() => console.log(`  ${line()}`), 5_000)
  await chosen.run({ ...run, first, count, seconds, threads })
  clearInterval(progress)
}
console.log(table(chosen.faults))
process.exitCode = broken > 0 ? 1 : 0

function line(): string {
  const spent = (performance.now() - began) / 1_000
  return `${spent.toFixed(0)} s  ${worlds.toLocaleString('en')} worlds, ${steps.toLocaleString('en')} steps, ${broken} broken`
}

function table(faults: Record<string, string>): string {
  const rows = Object.entries({ nothing: 'no fault', ...faults }).map(([kind, name]) => {
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
