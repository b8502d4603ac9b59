import { parseArgs } from 'node:util'
import { wholeNumber } from '../../harness/arguments.ts'
import { ToolError } from '../../harness/tool-error.ts'
import { faults } from './cases/all.ts'
import type { Fault } from './fault.ts'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'
import type { Extent } from './run-case.ts'

/** The cases of `--short`: one of each kind, at a small size. */
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
/** High concurrency, so that requests are always in flight. Self-healing takes less than 20 s. */
const MUTANT_SIZE = { ...SHORT_SIZE, tries: 1_500, connections: 128, patienceMs: 20_000 }
const MUTANT_SECONDS = 8

export interface Options {
  runs: readonly Run[]
  extent: Extent
}

/** One case, optionally with a mutant. */
export interface Run {
  fault: Fault
  mutant?: Mutant
}

export const HELP = `pnpm verify faults [case …]     injects the given faults, or all of them, while a crowd buys, and compares the responses
                                with the ledger, the gate and the events

  --list                 lists the cases and the mutants
  --short                runs a few cases at a small size
  --mutants              removes one guard at a time (all, or the given mutants) and runs the case that needs it: the
                         judge must detect every mutant
  --seconds N            duration of the fault injection (${SECONDS})
  --seed N               seed of the crowd and the faults (1); the same seed injects the same faults
`

/** @throws ToolError if an argument is invalid */
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

function named<Named extends { name: string }>(all: readonly Named[], name: string): Named {
  const found = all.find((each) => each.name === name)
  if (!found) throw new ToolError(`Unknown case or mutant "${name}": see "pnpm verify faults --list".`)
  return found
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    const options = {
      seed: text,
      seconds: text,
      short: flag,
      mutants: flag,
      list: flag,
      help: { ...flag, short: 'h' },
    } as const
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw new ToolError(`${error instanceof Error ? error.message : error} See --help.`)
  }
}
