/** `pnpm verify crowd`: sells everything to a crowd and checks the result. */
import { runTool } from '../../harness/arguments.ts'
import { HELP, readOptions } from './options.ts'
import { run } from './run.ts'

await runTool(async () => {
  const options = readOptions(process.argv.slice(2))
  if (options) return run(options)
  console.log(HELP)
  return true
})
