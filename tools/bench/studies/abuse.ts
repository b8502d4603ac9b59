/**
 * Checkout latency with and without abusive or idle traffic, in alternating rounds.
 *
 *   npx pnpm bench abuse [rounds, 5]
 */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { median } from '../../harness/numbers.ts'
import { openLoop } from '../measure.ts'
import { createSupply } from '../supply.ts'
import { openOwn } from '../target.ts'

const [rounds = 5] = process.argv.slice(2).map(Number)
const CHECKOUTS_A_SECOND = 300
const ROUND_MS = 4_000
/** Time for the server to close the clients' connections before the next round. */
const CLEARED_MS = 3_000
const KINDS = {
  hello: '1,000 requests per second to /livez: the cost of clients on the same machine',
  keys: '1,000 invalid API keys per second',
  heads: '200 oversized request headers per second',
  slow: '500 trickled bodies, 500 idle connections',
  readers: '5,000 live readers of an idle sale',
}

const WHAT_CHARS = Math.max(...Object.values(KINDS).map((what) => what.length)) + 2

const target = await openOwn()
const supply = createSupply(target)
const found = new Map<string, { without: number[]; beside: number[] }>()

/** p99 of checkouts at a constant arrival rate, in ms. */
async function p99(): Promise<number> {
  const one = async () => (await supply.checkout(supply.any())) !== undefined
  const { latenciesMs } = await openLoop(CHECKOUTS_A_SECOND, ROUND_MS, one, {})
  latenciesMs.sort((a, b) => a - b)
  return latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? 0
}

await p99()
for (const [kind, what] of Object.entries(KINDS)) {
  const times = { without: [] as number[], beside: [] as number[] }
  found.set(what, times)
  for (let round = 0; round < rounds; round++) {
    times.without.push(await p99())
    const workerData = { kind, origin: target.origin, saleId: 1 }
    const abuse = new Worker(new URL('abuse-clients.ts', import.meta.url), { workerData })
    await once(abuse, 'message')
    times.beside.push(await p99())
    await abuse.terminate()
    await delay(CLEARED_MS)
    console.log(`  ${what}: ${times.without.at(-1)?.toFixed(1)} ms without, ${times.beside.at(-1)?.toFixed(1)} ms with`)
  }
}
await target.close()

console.log(`\n  checkout p99 at ${CHECKOUTS_A_SECOND} per second, median of ${rounds} rounds, in ms`)
for (const [what, { without, beside }] of found) {
  const [before, now] = [median(without), median(beside)]
  console.log(
    `  ${what.padEnd(WHAT_CHARS)}${before.toFixed(1).padStart(8)}${now.toFixed(1).padStart(8)}  × ${(now / before).toFixed(2)}`,
  )
}
