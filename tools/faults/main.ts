/** `pnpm faults`: breaks Hourglass case by case. The cases are in cases/, the judge in play.ts. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StackError } from '@hourglass/stack'
import { LoadError } from '../load/load-error.ts'
import { faults } from './cases/index.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { type Played, play } from './play.ts'
import { caseLines, caseList, tableHead } from './report.ts'

async function run({ faults: chosen, size, strikeMs }: Options): Promise<boolean> {
  console.log(`seed ${size.seed}, ${chosen.length} cases of ${strikeMs / 1_000} s\n\n${tableHead()}`)
  let broken = 0
  for (const fault of chosen) {
    const missing = fault.missing?.()
    if (missing) {
      console.log(`- ${fault.name}: left out, ${missing}`)
      continue
    }
    const played = await play(fault, size, strikeMs)
    console.log(caseLines(played))
    if (played.findings.every((finding) => finding.broken.length === 0)) continue
    broken++
    console.log(`    The journal is in ${writeJournal(played, size.seed)}`)
  }
  console.log(`\n${broken === 0 ? '✓ no promise broken' : `✗ promises broken in ${broken} cases`}`)
  return broken === 0
}

function writeJournal({ fault, journal }: Played, seed: number): string {
  const file = join(tmpdir(), `hourglass-faults-${fault.name}-${seed}-${process.pid}.jsonl`)
  writeFileSync(file, `${journal.map((each) => JSON.stringify(each)).join('\n')}\n`)
  return file
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') console.log(HELP)
  else if (options === 'list') console.log(caseList(faults))
  else if (!(await run(options))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof LoadError || error instanceof StackError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
