/** `pnpm verify faults`: runs the fault injection cases in cases/. run-case.ts has the checks. */
import { runTool } from '../../harness/arguments.ts'
import { journalFile, writeJournal } from '../crowd/run.ts'
import { faults } from './cases/all.ts'
import { mutants } from './mutants.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { caseLines, caseList, mutantLine, tableHead } from './report.ts'
import { runCase } from './run-case.ts'

async function run({ runs, extent }: Options): Promise<boolean> {
  const { size, injectMs } = extent
  console.log(`seed ${size.seed}, ${runs.length} cases of ${injectMs / 1_000} s\n`)
  if (!runs[0]?.mutant) console.log(tableHead())
  let wrong = 0
  for (const { fault, mutant } of runs) {
    const missing = fault.missing?.()
    if (missing) {
      console.log(`- ${fault.name}: skipped, ${missing}`)
      continue
    }
    const result = await runCase(fault, extent, mutant)
    const broken = result.findings.some((finding) => finding.broken.length > 0)
    console.log(mutant ? mutantLine(mutant, result) : caseLines(result))
    if (broken === (mutant !== undefined)) continue
    wrong++
    writeJournal(journalFile(`faults-${fault.name}-${size.seed}`), result.calls, result)
  }
  if (runs[0]?.mutant)
    console.log(`\n${wrong === 0 ? '✓ every mutant was detected' : `✗ ${wrong} mutants were not detected`}`)
  else console.log(`\n${wrong === 0 ? '✓ no guarantee broken' : `✗ guarantees broken in ${wrong} cases`}`)
  return wrong === 0
}

await runTool(async () => {
  const options = readOptions(process.argv.slice(2))
  if (typeof options !== 'string') return run(options)
  const list = `cases\n${caseList(faults)}\n\nmutants, by the guard they remove\n${caseList(mutants)}`
  console.log(options === 'help' ? HELP : list)
  return true
})
