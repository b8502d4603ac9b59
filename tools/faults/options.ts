import { parseArgs } from 'node:util'
import { LoadError } from '../load/load-error.ts'
import { faults } from './cases/index.ts'
import type { Fault } from './fault.ts'
import type { Size } from './theatre.ts'

/** What `npm test` plays: one of each kind, in little. */
const SHORT = ['server-killed', 'redis-rolled-back', 'postgres-killed', 'replies-lost', 'hours']

const FULL_SIZE = { items: 1_000, merchantItems: 24, limit: 10, buyers: 500, tries: 4_000, connections: 32 }
const SHORT_SIZE = { items: 200, merchantItems: 8, limit: 10, buyers: 100, tries: 800, connections: 32 }
const SECONDS = 12
const SHORT_SECONDS = 4

export interface Options {
  faults: readonly Fault[]
  size: Size
  strikeMs: number
}

export const HELP = `pnpm faults [case …]     breaks Hourglass in every way there is, or in those named, and holds what shoppers were
                         told against the ledger, the gate and the events

  --list                 the cases
  --short                a few of them, in little
  --seconds N            how long each strikes (${SECONDS})
  --seed N               of the crowd and the strikes (1); the same seed strikes at the same things
`

/** @throws LoadError with a sentence; undefined: only help was asked for */
export function readOptions(args: readonly string[]): Options | 'help' | 'list' {
  const { values, positionals } = parsed(args)
  if (values.help) return 'help'
  if (values.list) return 'list'
  const named = positionals.length > 0 ? positionals : values.short ? SHORT : faults.map((fault) => fault.name)
  const chosen = named.map((name) => {
    const fault = faults.find((each) => each.name === name)
    if (!fault) throw new LoadError(`There is no case "${name}": see "pnpm faults --list".`)
    return fault
  })
  const seed = whole('seed', values.seed, 1, 2 ** 32 - 1)
  const seconds = whole('seconds', values.seconds, values.short ? SHORT_SECONDS : SECONDS, 3_600)
  return { faults: chosen, size: { ...(values.short ? SHORT_SIZE : FULL_SIZE), seed }, strikeMs: seconds * 1_000 }
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const
  const yes = { type: 'boolean' } as const
  try {
    const options = { seed: text, seconds: text, short: yes, list: yes, help: { ...yes, short: 'h' } } as const
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw new LoadError(`${error instanceof Error ? error.message : error} More with --help.`)
  }
}

function whole(name: string, text: string | undefined, otherwise: number, max: number): number {
  if (text === undefined) return otherwise
  const found = Number(text)
  if (text !== '' && Number.isInteger(found) && found >= 1 && found <= max) return found
  throw new LoadError(`--${name} must be a whole number from 1 to ${max}, not "${text}".`)
}
