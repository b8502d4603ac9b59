/** Worlds in a thread of their own: of all seeds, every `of`th. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Found } from './world.ts'
import { runWorlds } from './worlds.ts'

const SALES_OF_A_THREAD = 1_000
const REPORT_MS = 250

const { redisUrl, first, count, of, at, seconds, mutant } = workerData
const until = performance.now() + seconds * 1_000

function* seeds(): Generator<number> {
  for (let i = at; i < count && performance.now() < until; i += of) yield first + i
}

let news: (Found & { seed: number })[] = []
let told = performance.now()
await runWorlds({
  redisUrl,
  mutant,
  seeds: seeds(),
  firstSaleId: 1 + at * SALES_OF_A_THREAD,
  onWorld(seed, found) {
    news.push({ seed, ...found })
    if (performance.now() - told < REPORT_MS) return
    parentPort?.postMessage(news)
    news = []
    told = performance.now()
  },
})
parentPort?.postMessage(news)
