import { parseArgs } from 'node:util'
import { ToolError } from '../../harness/tool-error.ts'

const SCENARIOS = ['sell-out', 'mixed'] as const
type ScenarioName = (typeof SCENARIOS)[number]

/** Sizes that nobody has named. */
const SIZES: Record<ScenarioName, Pick<Options, 'items' | 'buyers' | 'tries'>> = {
  'sell-out': { items: 10_000, buyers: 2_000, tries: 15_000 },
  mixed: { items: 2_000, buyers: 1_000, tries: 6_000 },
}
const NUMBERS = [
  'servers',
  'items',
  'merchant-items',
  'limit',
  'buyers',
  'tries',
  'connections',
  'seed',
  'rounds',
] as const

export interface Options {
  scenario: ScenarioName
  servers: number
  items: number
  merchantItems: number
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

/** @returns undefined when help is asked for @throws ToolError */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const
  const { values, positionals } = parsed(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...(Object.fromEntries(NUMBERS.map((name) => [name, text])) as Record<(typeof NUMBERS)[number], typeof text>),
        'kill-server': text,
        'kill-redis': text,
        journal: text,
        help: { type: 'boolean', short: 'h' },
      },
    }),
  )
  if (values.help) return undefined
  const scenario = SCENARIOS.find((name) => name === positionals[0])
  if (!scenario || positionals.length !== 1)
    throw new ToolError(
      'Say what to load: "pnpm verify crowd sell-out" or "pnpm verify crowd mixed". More with --help.',
    )
  const sizes = SIZES[scenario]
  const whole = (name: (typeof NUMBERS)[number], otherwise: number, min: number, max: number) =>
    numberOf(name, values[name], min, max, true) ?? otherwise
  const options: Options = {
    scenario,
    servers: whole('servers', 2, 1, 32),
    items: whole('items', sizes.items, 1, 100_000),
    merchantItems: whole('merchant-items', 40, 1, 10_000),
    limit: whole('limit', 10, 1, 1_000_000),
    buyers: whole('buyers', sizes.buyers, 1, 1_000_000),
    tries: whole('tries', sizes.tries, 0, 1_000_000),
    connections: whole('connections', 64, 1, 4_000),
    seed: whole('seed', 1, 0, 2 ** 32 - 1),
    rounds: whole('rounds', 5, 0, 100),
    killServer: numberOf('kill-server', values['kill-server'], 0.1, 3_600, false),
    killRedis: numberOf('kill-redis', values['kill-redis'], 0.1, 3_600, false),
    journal: values.journal,
  }
  // In mixed, newcomers take what the buyers may not have.
  if (scenario === 'sell-out' && options.buyers * options.limit < options.items)
    throw new ToolError(`${options.buyers} buyers with a limit of ${options.limit} cannot buy ${options.items} items.`)
  return options
}

function parsed<Found>(parse: () => Found): Found {
  try {
    return parse()
  } catch (error) {
    throw new ToolError(`${error instanceof Error ? error.message : error} More with --help.`)
  }
}

function numberOf(name: string, text: string | undefined, min: number, max: number, whole: boolean) {
  if (text === undefined) return undefined
  const found = Number(text)
  if (text !== '' && found >= min && found <= max && (!whole || Number.isInteger(found))) return found
  throw new ToolError(`--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not "${text}".`)
}
