import { parseArgs } from 'node:util'
import { wholeNumber } from '../../harness/arguments.ts'
import { ToolError } from '../../harness/tool-error.ts'
import { type PresetName, presets } from './presets.ts'

export interface Options {
  preset: PresetName
  servers: number
  items: number
  /** 0 for no merchant sale. */
  merchantItems: number
  limit: number
  buyers: number
  tries: number
  connections: number
  /** Buyers at a time in a sale that takes payment; 0 for no such sale. */
  payers: number
  seed: number
  /** Seconds between two kills. */
  killServer: number | undefined
  killRedis: number | undefined
  journal: string | undefined
}

export const HELP = `pnpm verify crowd [preset] [options]

Starts PostgreSQL, Redis and servers, runs a crowd until everything is sold, and compares the responses with the ledger
and the gate. Exits with code 1 if any guarantee was broken.

${Object.entries(presets)
  .map(([name, { what }]) => `  ${name.padEnd(9)} ${what}`)
  .join('\n')}

  --servers 2        server processes on one database
  --items N          items of the hourly sale
  --merchant-items N items of the merchant sale; 0 for no merchant sale
  --limit 10         limit per buyer of the hourly sale
  --buyers N         buyers
  --tries N          planned purchase attempts; then new buyers buy what is left
  --connections 64   concurrent requests
  --payers N         buyers at a time in one more sale, who pay, decline, pay late or pay another amount
  --seed 1           random seed of the plan
  --kill-server 2    kill a server (SIGKILL) at this interval in seconds and restart it
  --kill-redis 2     kill Redis (SIGKILL) at this interval in seconds and restart it empty
  --journal FILE     write every request and response as JSON lines; always written after a violation

Set both DATABASE_URL and REDIS_URL to use an empty database and an empty Redis instead of starting them.
HOURGLASS_REDIS=native or wasm selects the Redis to start.`

/** @returns undefined when help is asked for @throws ToolError */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args)
  if (values.help) return undefined
  const preset = positionals[0] ?? 'mixed'
  if (!Object.hasOwn(presets, preset) || positionals.length > 1)
    throw new ToolError(`Unknown preset: choose ${Object.keys(presets).join(' or ')}. See --help.`)
  const { size } = presets[preset as PresetName]
  const whole = (name: keyof typeof values & string, otherwise: number, min: number, max: number) =>
    wholeNumber(name, values[name] as string | undefined, otherwise, min, max)
  return {
    preset: preset as PresetName,
    servers: whole('servers', 2, 1, 32),
    items: whole('items', size.items, 1, 100_000),
    merchantItems: whole('merchant-items', size.merchantItems, 0, 10_000),
    limit: whole('limit', 10, 1, 1_000_000),
    buyers: whole('buyers', size.buyers, 1, 1_000_000),
    tries: whole('tries', size.tries, 0, 1_000_000),
    connections: whole('connections', 64, 1, 4_000),
    payers: whole('payers', 0, 0, 1_000),
    seed: whole('seed', 1, 0, 2 ** 32 - 1),
    killServer: secondsOf('kill-server', values['kill-server']),
    killRedis: secondsOf('kill-redis', values['kill-redis']),
    journal: values.journal,
  }
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = {
    servers: text,
    items: text,
    'merchant-items': text,
    limit: text,
    buyers: text,
    tries: text,
    connections: text,
    payers: text,
    seed: text,
    'kill-server': text,
    'kill-redis': text,
    journal: text,
    help: { type: 'boolean', short: 'h' },
  } as const
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw new ToolError(`${error instanceof Error ? error.message : error} See --help.`)
  }
}

function secondsOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (seconds >= 0.1 && seconds <= 3_600) return seconds
  throw new ToolError(`--${name} must be a number of seconds from 0.1 to 3600, not "${text}".`)
}
