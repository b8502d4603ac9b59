/** `hourglass …`: the operator's command line. */
import { parseArgs } from 'node:util'
import { withSecretFiles } from '@hourglass/core/environment'
import { reasonOf, StackError } from '@hourglass/stack'
import { accounts } from './accounts.ts'
import { type Command, parsing } from './command.ts'
import { doctor } from './doctor/doctor.ts'
import { gate } from './gate.ts'
import { helpOf, helpOfAll } from './help.ts'
import { items } from './items.ts'
import { keys } from './keys.ts'
import { money } from './money.ts'
import { operators } from './operators.ts'
import { orders } from './orders.ts'
import { outbox } from './outbox.ts'
import { pictures } from './pictures.ts'
import { queue } from './queue.ts'
import { RefusedError } from './refused-error.ts'
import { sale } from './sale.ts'
import { sandbox } from './sandbox.ts'
import { secrets } from './secrets.ts'
import { describeFailedQuery, openStores, STORE_VARIABLES } from './stores.ts'
import { UsageError } from './usage-error.ts'

const COMMANDS = new Map<string, Command>(
  Object.entries({
    ...sale,
    ...items,
    ...orders,
    ...money,
    ...pictures,
    ...gate,
    ...queue,
    ...outbox,
    ...keys,
    ...operators,
    ...accounts,
    ...sandbox,
    ...secrets,
    doctor,
  }),
)

const [first = '', second = '', ...rest] = process.argv.slice(2)
const [name, args] = COMMANDS.has(first) ? [first, [second, ...rest].filter(Boolean)] : [`${first} ${second}`, rest]
const isJson = process.argv.includes('--json')

async function main(): Promise<number> {
  const command = COMMANDS.get(name)
  if (!command) {
    if (['', '--help', '-h', 'help'].includes(first)) return print(helpOfAll(COMMANDS))
    if (['--help', '-h', ''].includes(second) && [...COMMANDS.keys()].some((each) => each.startsWith(`${first} `)))
      return print(helpOfAll(COMMANDS, first), second === '' ? 2 : 0)
    throw new UsageError(`Unknown command: ${name.trim()}\n\n${helpOfAll(COMMANDS)}`)
  }
  const { values, positionals } = parsed(command)
  if (values.help) return print(helpOf(name, command))
  const [least, most] = command.words ?? [0, 0]
  if (positionals.length < least || positionals.length > most)
    throw new UsageError(
      `Wrong number of arguments for ${name}: expected ${command.usage || 'none'}.\n\n${helpOf(name, command)}`,
    )
  const options = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  const flags = new Set(Object.keys(command.flags ?? {}).filter((flag) => values[flag] === true))
  const shop = await openStores(environment(), options)
  try {
    const answer = await command.run(shop, { options, flags, words: positionals })
    if (answer.note && !isJson) console.error(answer.note)
    return print(isJson ? JSON.stringify(answer.value, null, 2) : answer.lines.join('\n'), answer.code)
  } catch (error) {
    throw describeFailedQuery(error, shop.databaseUrl)
  } finally {
    await shop.close()
  }
}

/** @throws UsageError for an unreadable file */
function environment(): NodeJS.ProcessEnv {
  try {
    return withSecretFiles(process.env, STORE_VARIABLES)
  } catch (error) {
    throw new UsageError(`${reasonOf(error)}.`)
  }
}

function parsed(command: Command) {
  try {
    const { values, positionals } = parseArgs({ args, options: parsing(command), allowPositionals: true })
    return { values: values as Record<string, string | boolean | undefined>, positionals }
  } catch (error) {
    throw new UsageError(`${reasonOf(error)}\n\n${helpOf(name, command)}`)
  }
}

function print(text: string, code = 0): number {
  if (text !== '') console.log(text)
  return code
}

/** Prints a refusal or usage error on stderr, as text or JSON. @throws any other error */
function refuse(error: unknown): number {
  if (error instanceof RefusedError) {
    const { ok: _ok, ...refused } = error.refused
    console.error(isJson ? JSON.stringify(refused) : error.message)
    return refused.code === 'invalid_request' ? 2 : 1
  }
  if (!(error instanceof UsageError || error instanceof StackError)) throw error
  console.error(isJson ? JSON.stringify({ detail: error.message.split('\n', 1)[0] }) : error.message)
  return 2
}

process.exitCode = await main().catch(refuse)
