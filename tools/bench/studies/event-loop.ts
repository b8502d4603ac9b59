/**
 * Maximum event loop lag of a server while an hourly sale sells out.
 *
 *   npx pnpm bench event-loop [runs, 3]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOptions } from '../../verify/crowd/options.ts'
import { run } from '../../verify/crowd/run.ts'
import type { Turns } from './event-loop-probe.ts'

const [runs = 3] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'hourglass-turns-'))
process.env.TURNS_FOLDER = folder
process.env.NODE_OPTIONS = `--import=${import.meta.resolve('./event-loop-probe.ts')}`

const options = readOptions(['sell-out'])
let kept = true
for (let done = 0; options && done < runs; done++) kept = (await run(options)) && kept

const found = readdirSync(folder).map((name): Turns => JSON.parse(readFileSync(join(folder, name), 'utf8')))
rmSync(folder, { recursive: true })
const most = (of: (turns: Turns) => number) => Math.max(...found.map(of)).toFixed(0)
console.log(
  `\nLongest event loop iteration of ${found.length} servers in ${runs} sales: ${most(({ cpuMs }) => cpuMs)} ms of CPU time,`,
)
console.log(`${most(({ wallMs }) => wallMs)} ms of wall-clock time, including waits for a core.`)
process.exitCode = kept ? 0 : 1
