import { COMMON, type Command } from './command.ts'
import { columns } from './table.ts'

const STORES =
  'In a checkout: npx pnpm hourglass …; in Compose: docker compose exec server hourglass …\n' +
  'Stores: DATABASE_DIRECT_URL or DATABASE_URL, and REDIS_URL; by default those that npm start runs in HOURGLASS_DATA (.data).\n' +
  'Exit codes: 0 success; 1 refused, or a check failed; 2 invalid arguments, or the stores are not available.'

/** Help for all commands, or for one group of them. */
export function helpOfAll(commands: Map<string, Command>, word = ''): string {
  const rows = [...commands]
    .filter(([name]) => word === '' || name === word || name.startsWith(`${word} `))
    .map(([name, { usage, summary }]) => [`hourglass ${name} ${usage}`.trim(), summary])
  return `${columns(rows).join('\n')}\n\nEvery command accepts --json and --help.\n${STORES}`
}

export function helpOf(name: string, { usage, summary, options = {}, flags = {} }: Command): string {
  const rows = [
    ...Object.entries({ ...options, ...COMMON }).map(([option, purpose]) => [`  --${option} <…>`, purpose]),
    ...Object.entries(flags).map(([flag, purpose]) => [`  --${flag}`, purpose]),
    ['  --json', 'print the result as JSON'],
  ]
  return `hourglass ${name} ${usage}\n\n${summary}.\n\n${columns(rows).join('\n')}\n\n${STORES}`
}
