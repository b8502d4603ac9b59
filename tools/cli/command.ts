import type { ParseArgsOptionsConfig } from 'node:util'
import type { CommandStores } from './stores.ts'

/** What was typed after the words of a command. */
export interface Given {
  options: Record<string, string | undefined>
  /** What stands by itself, in order. */
  words: string[]
}

/** What a command has to say: to programs all of it, to people lines. `code`: of the process, 0 when left out. */
export interface Answer {
  value: unknown
  lines: string[]
  /** For people only, on stderr: it is not to be taken for the result. */
  note?: string
  code?: number
}

export interface Command {
  /** What follows the command's words. */
  takes: string
  summary: string
  /** How many words it takes, at least and at most. */
  words?: [least: number, most: number]
  /** What each option is for; all of them take a value. */
  options?: Record<string, string>
  run(shop: CommandStores, given: Given): Promise<Answer>
}

/** Options that every command has. */
export const COMMON = {
  database: 'the PostgreSQL, in place of DATABASE_URL',
  redis: 'the Redis, in place of REDIS_URL',
} as const

export const parsing = (options: Record<string, string> = {}): ParseArgsOptionsConfig => ({
  ...Object.fromEntries(Object.keys({ ...options, ...COMMON }).map((name) => [name, { type: 'string' }])),
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
})
