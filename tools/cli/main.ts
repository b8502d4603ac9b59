/** `pnpm hourglass …`: what an operator does from a terminal. */
import { StackError } from '@hourglass/stack'
import { keys } from './keys.ts'
import { UsageError } from './usage-error.ts'

const COMMANDS: Record<string, (args: string[]) => Promise<void>> = { keys }

const USAGE = `pnpm hourglass keys create --partner acme --scopes buy,read,webhooks
pnpm hourglass keys list [--partner acme]
pnpm hourglass keys revoke <id>

It works on the database of DATABASE_URL, else on the one that npm start runs in HOURGLASS_DATA (.data).`

const [name = '', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
try {
  if (!command) throw new UsageError(name === '' || name === '--help' ? '' : `There is no command ${name}.`)
  await command(args)
} catch (error) {
  if (!(error instanceof UsageError || error instanceof StackError)) throw error
  console.error([error.message, error instanceof UsageError && USAGE].filter(Boolean).join('\n\n'))
  process.exitCode = 2
}
