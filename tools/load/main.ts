/** `pnpm load sell-out`: a crowd, and a judgement of what it was told. The story is in run.ts, the words in options.ts. */
import { StackError } from '@hourglass/stack'
import { LoadError } from './load-error.ts'
import { HELP, readOptions } from './options.ts'
import { run } from './run.ts'

try {
  const options = readOptions(process.argv.slice(2))
  if (!options) console.log(HELP)
  else if (!(await run(options))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof LoadError || error instanceof StackError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
