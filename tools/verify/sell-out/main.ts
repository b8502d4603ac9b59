/** `pnpm verify crowd`: a crowd, and a judgement of what it was told. The stories are in sell-out.ts and mixed/mixed.ts, the words in help.ts. */
import { StackError } from '@hourglass/stack'
import { ToolError } from '../../harness/tool-error.ts'
import { HELP } from './help.ts'
import { readOptions } from './options.ts'
import { run } from './run.ts'

try {
  const options = readOptions(process.argv.slice(2))
  if (!options) console.log(HELP)
  else if (!(await run(options))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof ToolError || error instanceof StackError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
