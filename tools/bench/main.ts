/** `pnpm bench`: runs benchmark scenarios (scenarios/) and studies (studies/). measure.ts has the load generators. */
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { runTool } from '../harness/arguments.ts'
import { countRows } from './durable.ts'
import { HELP, type Options, readOptions, STUDIES } from './options.ts'
import { plot } from './plot.ts'
import { countsText, LEGEND, seriesTable } from './report.ts'
import { measureAll } from './run.ts'
import { openOther, openOwn, type Target } from './target.ts'

async function run(options: Options): Promise<void> {
  const targets: Target[] = []
  try {
    if (!options.only) targets.push(await openOwn())
    if (options.history > 0) targets.push(await openOwn({ history: options.history }))
    if (options.sessions > 0) targets.push(await openOwn({ sessions: options.sessions }))
    if (options.target !== undefined) targets.push(openOther({ ...options, target: options.target }))
    const { rounds, roundMs, connections } = options
    console.log(`${machine()}; ${rounds} alternating rounds of ${roundMs / 1_000} s, ${connections} connections\n`)
    const measured = await measureAll(targets, options)
    const results = []
    for (const target of targets) {
      const series = measured.get(target) ?? []
      const rows = target.databaseUrl ? await countRows(target.databaseUrl) : {}
      const memoryMb = target.memory()
      results.push({ name: target.name, series, rows, memoryMb })
      console.log(`${target.name}\n${seriesTable(series)}`)
      if (Object.keys(memoryMb).length > 0) console.log(`  peak memory, MB: ${countsText(rounded(memoryMb))}`)
      if (target.databaseUrl) console.log(`  rows stored at the end: ${countsText(rows)}`)
      console.log('')
    }
    console.log(LEGEND)
    const settings = {
      rounds,
      seconds: roundMs / 1_000,
      connections,
      history: options.history,
      sessions: options.sessions,
    }
    const report = { date: new Date().toISOString(), machine: machine(), node: process.version, settings, results }
    if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
    if (options.plot)
      writeFileSync(options.plot, plot(results, `operations per second, ${report.date.slice(0, 10)}, ${machine()}`))
  } finally {
    for (const target of targets) await target.close()
  }
}

const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() || process.arch}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`

const rounded = (values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Math.round(value)]))

await runTool(async () => {
  const [first = '', ...rest] = process.argv.slice(2)
  if (Object.hasOwn(STUDIES, first)) {
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...rest)
    await import(`./studies/${first}.ts`)
    return process.exitCode !== 1
  }
  const options = readOptions(process.argv.slice(2))
  if (options) await run(options)
  else console.log(HELP)
  return true
})
