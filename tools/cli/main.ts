/** `pnpm hourglass …`: what an operator does from a terminal. */
import { parseArgs } from 'node:util'
import { reasonOf, StackError } from '@hourglass/stack'
import { type Command, parsing } from './command.ts'
import { doctor } from './doctor/doctor.ts'
import { gate } from './gate.ts'
import { helpOf, helpOfAll } from './help.ts'
import { keys } from './keys.ts'
import { outbox } from './outbox.ts'
import { RefusedError } from './refused-error.ts'
import { sale } from './sale.ts'
import { secrets } from './secrets.ts'
import { inWords, openStores } from './stores.ts'
import { UsageError } from './usage-error.ts'

const COMMANDS = new Map<string, Command>(Object.entries({ ...sale, ...gate, ...outbox, ...keys, ...secrets, doctor }))

const [first = '', second = '', ...rest] = process.argv.slice(2)
const [name, args] = COMMANDS.has(first) ? [first, [second, ...rest].filter(Boolean)] : [`${first} ${second}`, rest]
const isJson = process.argv.includes('--json')

async function main(): Promise<number> {
  const command = COMMANDS.get(name)
  if (!command) {
    if (['', '--help', '-h', 'help'].includes(first)) return say(helpOfAll(COMMANDS))
    if (['--help', '-h', ''].includes(second) && [...COMMANDS.keys()].some((each) => each.startsWith(`${first} `)))
      return say(helpOfAll(COMMANDS, first), second === '' ? 2 : 0)
    throw new UsageError(`There is no command ${name.trim()}.\n\n${helpOfAll(COMMANDS)}`)
  }
  const { values, positionals } = parsed(command)
  if (values.help) return say(helpOf(name, command))
  const [least, most] = command.words ?? [0, 0]
  if (positionals.length < least || positionals.length > most)
    throw new UsageError(`${name} takes ${command.takes || 'nothing'}.\n\n${helpOf(name, command)}`)
  const { json: _json, help: _help, ...options } = values
  const shop = await openStores(process.env, options)
  try {
    const answer = await command.run(shop, { options, words: positionals })
    if (answer.note && !isJson) console.error(answer.note)
    return say(isJson ? JSON.stringify(answer.value, null, 2) : answer.lines.join('\n'), answer.code)
  } catch (error) {
    throw inWords(error, shop.databaseUrl)
  } finally {
    await shop.close()
  }
}

function parsed(command: Command) {
  try {
    const { values, positionals } = parseArgs({ args, options: parsing(command.options), allowPositionals: true })
    return { values: values as Record<string, string | undefined>, positionals }
  } catch (error) {
    throw new UsageError(`${reasonOf(error)}\n\n${helpOf(name, command)}`)
  }
}

function say(text: string, code = 0): number {
  if (text !== '') console.log(text)
  return code
}

/** What is not done, in words or as JSON, on stderr. @throws what is a defect */
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
