import { parseArgs } from 'node:util'
import { wholeNumber } from '../../harness/arguments.ts'
import { ToolError } from '../../harness/tool-error.ts'
import { faults } from './cases/all.ts'
import type { Fault } from './fault.ts'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'
import type { Extent } from './run-case.ts'

/** What `--short` runs: one of each kind, at a small size. */
const SHORT = ['server-killed', 'redis-rolled-back', 'postgres-killed', 'replies-lost', 'hours']

const FULL_SIZE = {
  preset: 'mixed' as const,
  items: 1_000,
  merchantItems: 24,
  limit: 10,
  buyers: 500,
  tries: 4_000,
  connections: 32,
}
const SHORT_SIZE = {
  preset: 'mixed' as const,
  items: 200,
  merchantItems: 8,
  limit: 10,
  buyers: 100,
  tries: 800,
  connections: 32,
}
const SECONDS = 12
const SHORT_SECONDS = 4
/** Many at once, so that something is always under way; and what heals by itself has healed in 20 s. */
const MUTANT_SIZE = { ...SHORT_SIZE, tries: 1_500, connections: 128, patienceMs: 20_000 }
const MUTANT_SECONDS = 8

export interface Options {
  runs: readonly Run[]
  extent: Extent
}

/** One case, perhaps with a mutant. */
export interface Run {
  fault: Fault
  mutant?: Mutant
}

export const HELP = `pnpm verify faults [case …]     breaks Hourglass in every way listed, or in those named, and compares what shoppers were
                                answered with the ledger, the gate and the events

  --list                 the cases
  --short                a few of them, at a small size
  --mutants              removes guards from the code one at a time and runs the case that needs each: the judge must
                         find every mutant; with names: those
  --seconds N            for how long faults are injected (${SECONDS})
  --seed N               of the crowd and the faults (1); the same seed breaks the same things
`

/** @throws ToolError with a sentence; undefined: only help was asked for */
export function readOptions(args: readonly string[]): Options | 'help' | 'list' {
  const { values, positionals } = parsed(args)
  if (values.help) return 'help'
  if (values.list) return 'list'
  const seed = wholeNumber('seed', values.seed, 1, 1, 2 ** 32 - 1)
  const [scale, usual] = values.mutants
    ? [MUTANT_SIZE, MUTANT_SECONDS]
    : values.short
      ? [SHORT_SIZE, SHORT_SECONDS]
      : [FULL_SIZE, SECONDS]
  const seconds = wholeNumber('seconds', values.seconds, usual, 1, 3_600)
  const size = { ...scale, seed }
  const runs = values.mutants ? mutantRuns(positionals) : faultRuns(positionals, values.short ? SHORT : undefined)
  return { runs, extent: { size, injectMs: seconds * 1_000 } }
}

function faultRuns(names: readonly string[], otherwise: readonly string[] | undefined): Run[] {
  if (names.length === 0 && !otherwise) return faults.map((fault) => ({ fault }))
  return (names.length > 0 ? names : (otherwise ?? [])).map((name) => ({ fault: named(faults, name) }))
}

function mutantRuns(names: readonly string[]): Run[] {
  const chosen = names.length > 0 ? names.map((name) => named(mutants, name)) : mutants
  return chosen.map((mutant) => ({ mutant, fault: named(faults, mutant.fault) }))
}

function named<Thing extends { name: string }>(things: readonly Thing[], name: string): Thing {
  const found = things.find((each) => each.name === name)
  if (!found) throw new ToolError(`There is no "${name}": see "pnpm verify faults --list".`)
  return found
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const
  const yes = { type: 'boolean' } as const
  try {
    const options = {
      seed: text,
      seconds: text,
      short: yes,
      mutants: yes,
      list: yes,
      help: { ...yes, short: 'h' },
    } as const
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw new ToolError(`${error instanceof Error ? error.message : error} More with --help.`)
  }
}
