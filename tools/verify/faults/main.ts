/** `pnpm verify faults`: breaks Hourglass case by case. The cases are in cases/, the judge in play.ts. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StackError } from '@hourglass/stack'
import { ToolError } from '../../harness/tool-error.ts'
import { faults } from './cases/index.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { plants } from './plants/plants.ts'
import { type Played, play } from './play.ts'
import { caseLines, caseList, plantLine, tableHead } from './report.ts'

async function run({ runs, extent }: Options): Promise<boolean> {
  const { size, strikeMs } = extent
  console.log(`seed ${size.seed}, ${runs.length} cases of ${strikeMs / 1_000} s\n`)
  if (!runs[0]?.plant) console.log(tableHead())
  let wrong = 0
  for (const { fault, plant } of runs) {
    const missing = fault.missing?.()
    if (missing) {
      console.log(`- ${fault.name}: left out, ${missing}`)
      continue
    }
    const played = await play(fault, extent, plant)
    const broken = played.findings.some((finding) => finding.broken.length > 0)
    console.log(plant ? plantLine(plant, played) : caseLines(played))
    if (broken === (plant !== undefined)) continue
    wrong++
    console.log(`    The journal is in ${writeJournal(played, size.seed)}`)
  }
  if (runs[0]?.plant) console.log(`\n${wrong === 0 ? '✓ every missing guard was found' : `✗ ${wrong} were not found`}`)
  else console.log(`\n${wrong === 0 ? '✓ no promise broken' : `✗ promises broken in ${wrong} cases`}`)
  return wrong === 0
}

function writeJournal({ fault, journal }: Played, seed: number): string {
  const file = join(tmpdir(), `hourglass-faults-${fault.name}-${seed}-${process.pid}.jsonl`)
  writeFileSync(file, `${journal.map((each) => JSON.stringify(each)).join('\n')}\n`)
  return file
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') console.log(HELP)
  else if (options === 'list')
    console.log(`cases\n${caseList(faults)}\n\nguards that --plants takes away\n${caseList(plants)}`)
  else if (!(await run(options))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof ToolError || error instanceof StackError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
