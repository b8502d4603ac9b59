import { Worker } from 'node:worker_threads'
import { startTestStores } from '@hourglass/stack/testing'
import { type Mutant, mutants } from './ledger-rules.ts'
import type { Found, Worlds } from './seeds.ts'
import { runWorlds } from './worlds.ts'

/** Worlds of gate, batcher, sweeper and rebuild, on several threads. */
export const gateWorlds: Worlds = {
  mutants,
  faults: {
    crash: 'a server crashes',
    flush: 'Redis is flushed',
    answer: 'a response of the ledger is lost',
    cut: 'a connection to Redis is cut',
    rollback: 'Redis is rolled back',
  },
  async run({ first, count, seconds, threads, mutant, onWorld }) {
    const stores = await startTestStores()
    const run = (at: number) =>
      new Promise<void>((resolve, reject) => {
        const workerData = { redisUrl: stores.redisUrl, first, count, of: threads, at, seconds, mutant }
        const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData })
        worker.on('message', (results: (Found & { seed: number })[]) => {
          for (const { seed, ...found } of results) onWorld(seed, found)
        })
        worker.once('error', reject).once('exit', () => resolve())
      })
    await Promise.all(Array.from({ length: threads }, (_, at) => run(at)))
    await stores.stop()
  },
  async trace({ mutant, ...options }) {
    const stores = await startTestStores()
    await runWorlds({ ...options, redisUrl: stores.redisUrl, ...(mutant && { mutant: mutant as Mutant }) })
    await stores.stop()
  },
}
