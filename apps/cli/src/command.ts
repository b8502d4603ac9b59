import type { ParseArgsOptionsConfig } from 'node:util'
import type { CommandStores } from './stores.ts'

/** The parsed arguments of a command. */
export interface Given {
  options: Record<string, string | undefined>
  /** The flags that were set. */
  flags: ReadonlySet<string>
  /** Positional arguments, in order. */
  words: string[]
}

/** The result of a command: `value` is printed with --json, else `lines`. `code` is the exit code, 0 by default. */
export interface Answer {
  value: unknown
  lines: string[]
  /** A remark on stderr, not printed with --json, so that stdout has the result only. */
  note?: string
  code?: number
}

export interface Command {
  /** The arguments, as the usage line shows them. */
  usage: string
  summary: string
  /** Minimum and maximum number of positional arguments. */
  words?: [least: number, most: number]
  /** Description of each option that takes a value. */
  options?: Record<string, string>
  /** Description of each option without a value. */
  flags?: Record<string, string>
  run(shop: CommandStores, given: Given): Promise<Answer>
}

/** Options of every command. */
export const COMMON = {
  database: 'PostgreSQL URL; overrides DATABASE_URL',
  redis: 'Redis URL; overrides REDIS_URL',
} as const

export const parsing = ({ options, flags = {} }: Pick<Command, 'options' | 'flags'>): ParseArgsOptionsConfig => ({
  ...Object.fromEntries(Object.keys({ ...options, ...COMMON }).map((name) => [name, { type: 'string' }])),
  ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: 'boolean' }])),
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
})
