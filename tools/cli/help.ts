import { COMMON, type Command } from './command.ts'
import { columns } from './table.ts'

const STORES =
  'It works on DATABASE_URL (DATABASE_DIRECT_URL before it) and REDIS_URL, else on the stores that npm start runs in HOURGLASS_DATA (.data).\n' +
  'Exit code 0: done. 1: refused, or a promise is in danger. 2: not understood, or no stores.'

/** All commands, or those that begin with a word. */
export function helpOfAll(commands: Map<string, Command>, word = ''): string {
  const rows = [...commands]
    .filter(([name]) => word === '' || name === word || name.startsWith(`${word} `))
    .map(([name, { takes, summary }]) => [`pnpm hourglass ${name} ${takes}`.trim(), summary])
  return `${columns(rows).join('\n')}\n\nEach takes --json and --help. ${STORES}`
}

export function helpOf(name: string, { takes, summary, options = {} }: Command): string {
  const rows = [
    ...Object.entries({ ...options, ...COMMON }).map(([option, purpose]) => [`  --${option} <…>`, purpose]),
    ['  --json', 'the answer as JSON, for programs'],
  ]
  return `pnpm hourglass ${name} ${takes}\n\n${summary}.\n\n${columns(rows).join('\n')}\n\n${STORES}`
}
