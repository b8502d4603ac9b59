/** Runs worlds in a worker thread: every `of`th of all seeds. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Found } from './seeds.ts'
import { runWorlds } from './worlds.ts'

const SALES_OF_A_THREAD = 1_000
const REPORT_MS = 250

const { redisUrl, first, count, of, at, seconds, mutant } = workerData
const until = performance.now() + seconds * 1_000

function* seeds(): Generator<number> {
  for (let i = at; i < count && performance.now() < until; i += of) yield first + i
}

let results: (Found & { seed: number })[] = []
let reportedAt = performance.now()
await runWorlds({
  redisUrl,
  mutant,
  seeds: seeds(),
  firstSaleId: 1 + at * SALES_OF_A_THREAD,
  onWorld(seed, found) {
    results.push({ seed, ...found })
    if (performance.now() - reportedAt < REPORT_MS) return
    parentPort?.postMessage(results)
    results = []
    reportedAt = performance.now()
  },
})
parentPort?.postMessage(results)
