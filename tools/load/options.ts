import { parseArgs } from 'node:util'
import { LoadError } from './load-error.ts'

export const HELP = `pnpm load sell-out [options]

Starts PostgreSQL, Redis and servers, sends a crowd until the sale is sold out, and compares what the crowd was told
with what the ledger and the gate have. Exits with 1 if any promise was broken.

  --servers 2        server processes on one database
  --items 10000      items of the sale
  --limit 10         units a buyer may have
  --buyers 2000      buyers
  --tries 15000      times they try to buy; then they go on until nothing is left
  --connections 64   requests under way at once
  --seed 1           decides who does what
  --rounds 5         rounds of one second for the ratio of checkouts to /livez; 0 leaves it out
  --kill-server 2    kill -9 a server every so many seconds and start it again
  --kill-redis 2     kill -9 Redis every so many seconds and start it again, empty
  --journal FILE     write every request and answer, one line of JSON each; on failure it is written in any case

DATABASE_URL and REDIS_URL, both, name an empty database and an empty Redis to use instead of starting them.
HOURGLASS_REDIS=native or wasm chooses the Redis that is started.`

export interface Options {
  servers: number
  items: number
  limit: number
  buyers: number
  tries: number
  connections: number
  seed: number
  rounds: number
  /** Seconds. */
  killServer: number | undefined
  killRedis: number | undefined
  journal: string | undefined
}

/** @returns undefined when help is asked for @throws LoadError */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const
  const names = ['servers', 'items', 'limit', 'buyers', 'tries', 'connections', 'seed', 'rounds'] as const
  const { values, positionals } = parsed(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...(Object.fromEntries(names.map((name) => [name, text])) as Record<(typeof names)[number], typeof text>),
        'kill-server': text,
        'kill-redis': text,
        journal: text,
        help: { type: 'boolean', short: 'h' },
      },
    }),
  )
  if (values.help) return undefined
  if (positionals.length !== 1 || positionals[0] !== 'sell-out')
    throw new LoadError('Say what to load: "pnpm load sell-out". More with --help.')
  const whole = (name: (typeof names)[number], otherwise: number, min: number, max: number) =>
    numberOf(name, values[name], min, max, true) ?? otherwise
  const options: Options = {
    servers: whole('servers', 2, 1, 32),
    items: whole('items', 10_000, 1, 100_000),
    limit: whole('limit', 10, 1, 1_000_000),
    buyers: whole('buyers', 2_000, 1, 1_000_000),
    tries: whole('tries', 15_000, 0, 1_000_000),
    connections: whole('connections', 64, 1, 4_000),
    seed: whole('seed', 1, 0, 2 ** 32 - 1),
    rounds: whole('rounds', 5, 0, 100),
    killServer: numberOf('kill-server', values['kill-server'], 0.1, 3_600, false),
    killRedis: numberOf('kill-redis', values['kill-redis'], 0.1, 3_600, false),
    journal: values.journal,
  }
  if (options.buyers * options.limit < options.items)
    throw new LoadError(`${options.buyers} buyers with a limit of ${options.limit} cannot buy ${options.items} items.`)
  return options
}

function parsed<Found>(parse: () => Found): Found {
  try {
    return parse()
  } catch (error) {
    throw new LoadError(`${error instanceof Error ? error.message : error} More with --help.`)
  }
}

function numberOf(name: string, text: string | undefined, min: number, max: number, whole: boolean) {
  if (text === undefined) return undefined
  const found = Number(text)
  if (text !== '' && found >= min && found <= max && (!whole || Number.isInteger(found))) return found
  throw new LoadError(`--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not "${text}".`)
}
