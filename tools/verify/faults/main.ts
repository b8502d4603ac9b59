/** `pnpm verify faults`: breaks Hourglass case by case. The cases are in cases/, the judge in play.ts. */
import { runTool } from '../../harness/arguments.ts'
import { journalFile, writeJournal } from '../crowd/run.ts'
import { faults } from './cases/index.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { plants } from './plants/plants.ts'
import { play } from './play.ts'
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
    writeJournal(journalFile(`faults-${fault.name}-${size.seed}`), played.calls, played)
  }
  if (runs[0]?.plant) console.log(`\n${wrong === 0 ? '✓ every missing guard was found' : `✗ ${wrong} were not found`}`)
  else console.log(`\n${wrong === 0 ? '✓ no promise broken' : `✗ promises broken in ${wrong} cases`}`)
  return wrong === 0
}

await runTool(async () => {
  const options = readOptions(process.argv.slice(2))
  if (typeof options !== 'string') return run(options)
  const list = `cases\n${caseList(faults)}\n\nguards that --plants takes away\n${caseList(plants)}`
  console.log(options === 'help' ? HELP : list)
  return true
})
