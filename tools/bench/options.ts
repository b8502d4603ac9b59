import { parseArgs } from 'node:util'
import { wholeNumber } from '../harness/arguments.ts'
import { ToolError } from '../harness/tool-error.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

export interface Options {
  scenarios: readonly Scenario[]
  rounds: number
  roundMs: number
  connections: number
  /** Another server to measure, beside or instead of Hourglass. */
  target: string | undefined
  database: string | undefined
  hello: string
  items: { first: number; count: number }
  limit: number
  pids: Record<string, number>
  /** Number of past orders of a second Hourglass server; 0 for none. */
  history: number
  /** Pool size of the PgBouncer of another Hourglass server; 0 for none. */
  sessions: number
  /** Do not measure Hourglass. */
  only: boolean
  json: string | undefined
  plot: string | undefined
}

/** Measurements with their own procedure, by file in studies/. */
export const STUDIES: Record<string, string> = {
  'event-loop': 'maximum event loop lag during a sell-out: [runs, 3]',
  contention: 'one hot item against many items, without HTTP: [units, 20000] [rounds, 3]',
  expiry: 'a backlog of expired holds: [holds, 100000] [items, 10000]',
  abuse: 'checkout latency beside abusive and idle traffic: [rounds, 5]',
  pages: 'pages per second and CPU per page of the storefront: [rounds, 3] [built checkout to compare with]',
  queue: 'a waiting room: [places, 100000] [readers, 2000] [seconds, 30]',
  storefront: 'load and rendering performance of the storefront in a browser',
}

export const HELP = `pnpm bench [scenario …]     measures a server of this checkout on its own stores with fsync on, in alternating scenarios

${scenarios.map(({ name, what }) => `  ${name.padEnd(12)} ${what}`).join('\n')}

pnpm bench <study> [numbers]

${Object.entries(STUDIES)
  .map(([name, what]) => `  ${name.padEnd(12)} ${what}`)
  .join('\n')}

  --rounds 4             rounds per scenario, after a warm-up round
  --seconds 2            duration of a round
  --connections 64       clients of the closed loop
  --history 0            also measures a second server with this number of past orders
  --pgbouncer 0          also measures a server behind a PgBouncer in transaction mode with this number of sessions
  --target URL           also measures another server with the same checkout and purchase API, in alternating rounds
  --only                 measures only the target
  --items 1:10000        (target) its item ids, first:count      --limit 10   limit per buyer
  --hello /health        (target) a path that does almost nothing
  --database URL         (target) its PostgreSQL, to count the rows of each table at the end
  --pid server=123       (target) a process whose CPU and memory are measured; repeatable
  --json FILE            writes the results with machine, versions and settings
  --plot FILE            writes the results as an SVG chart
`

/** @returns undefined if help is requested @throws ToolError */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args)
  if (values.help) return undefined
  const chosen = positionals.map((name) => {
    const found = scenarios.find((scenario) => scenario.name === name)
    if (!found) throw new ToolError(`Unknown scenario "${name}". See --help.`)
    return found
  })
  const [first, count] = (values.items ?? '1:10000').split(':').map(Number)
  if (!first || !count) throw new ToolError('--items must be first:count, such as 1:10000.')
  return {
    scenarios: chosen.length > 0 ? chosen : scenarios,
    rounds: wholeNumber('rounds', values.rounds, 4, 1, 1_000),
    roundMs: wholeNumber('seconds', values.seconds, 2, 1, 600) * 1_000,
    connections: wholeNumber('connections', values.connections, 64, 1, 512),
    target: origin(values.target),
    database: values.database,
    hello: values.hello ?? '/health',
    items: { first, count },
    limit: wholeNumber('limit', values.limit, 10, 1, 1_000_000),
    pids: Object.fromEntries((values.pid ?? []).map((pair) => pidOf(pair))),
    history: wholeNumber('history', values.history, 0, 0, 100_000_000),
    sessions: wholeNumber('pgbouncer', values.pgbouncer, 0, 0, 90),
    only: values.only ?? false,
    json: values.json,
    plot: values.plot,
  }
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const
  const yes = { type: 'boolean' } as const
  const options = {
    rounds: text,
    seconds: text,
    connections: text,
    target: text,
    history: text,
    pgbouncer: text,
    only: yes,
    items: text,
    limit: text,
    hello: text,
    database: text,
    json: text,
    plot: text,
    pid: { type: 'string', multiple: true },
    help: { ...yes, short: 'h' },
  } as const
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw new ToolError(`${error instanceof Error ? error.message : error} More with --help.`)
  }
}

function origin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!URL.canParse(text))
    throw new ToolError(`--target must be an address such as http://127.0.0.1:8080, not "${text}".`)
  return new URL(text).origin
}

function pidOf(pair: string): [string, number] {
  const [name = '', pid] = pair.split('=')
  if (!name || !Number.isInteger(Number(pid)) || Number(pid) < 1)
    throw new ToolError(`--pid must be name=number, not "${pair}".`)
  return [name, Number(pid)]
}
