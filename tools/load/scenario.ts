import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { SaleView } from '@hourglass/core/contract'
import { type Chaos, startChaos } from './chaos.ts'
import type { Fleet } from './fleet.ts'
import { LoadError } from './load-error.ts'
import type { Options } from './options.ts'
import { showProgress } from './progress.ts'
import type { Sender } from './sender.ts'
import type { Stores } from './stores.ts'

/** For the first sale, after the servers are ready. */
const OPENED_MS = 10_000
const OPENED_POLL_MS = 100

/** Where a scenario plays: everything runs and is fresh. */
export interface Stage {
  stores: Stores
  fleet: Fleet
  options: Options
}

export interface Scenario {
  /** What its servers are to be told beside the sizes. */
  env(options: Options): NodeJS.ProcessEnv
  /** @returns whether every promise was kept */
  play(stage: Stage): Promise<boolean>
}

/** The sale that the servers open by the clock: a server that is ready may still be about to. @throws LoadError */
export async function hourlySale(sender: Sender): Promise<SaleView> {
  const deadline = performance.now() + OPENED_MS
  while (performance.now() < deadline) {
    const { sales } = await sender.read<{ sales: SaleView[] }>('/v1/sales/active')
    const [sale] = sales
    if (sale) return sale
    await delay(OPENED_POLL_MS)
  }
  throw new LoadError('The servers opened no sale: see their logs with LOG_LEVEL.')
}

/** Has a crowd act while servers and Redis are killed as asked for, and waits until everything runs again. */
export async function underFire(
  { stores, fleet, options }: Stage,
  line: () => string,
  act: () => Promise<boolean>,
): Promise<{ soldOut: boolean; seconds: number; kills: Chaos['kills'] }> {
  for (const each of fleet.servers) each.residentMb = undefined
  const chaos = startChaos({ ...options, servers: fleet.servers, redis: stores.redis })
  const progress = showProgress(line)
  const began = performance.now()
  const soldOut = await act().finally(() => progress.end())
  const seconds = (performance.now() - began) / 1_000
  await chaos.stop()
  if (!soldOut) console.log('  It did not sell out in time.')
  for (const each of fleet.servers) each.sampleMemory()
  return { soldOut, seconds, kills: chaos.kills }
}

/** Writes what the crowd heard, one line of JSON each, then the servers' own lines; where nobody asks for it only after a broken promise. */
export function writeJournal(entries: readonly unknown[], { fleet, options }: Stage, kept: boolean): void {
  const { journal, scenario, seed } = options
  if (journal === undefined && kept) return
  const file = journal ?? join(tmpdir(), `hourglass-load-${scenario}-${seed}-${process.pid}.jsonl`)
  const said = fleet.servers.flatMap((server) => server.lines).map((line) => ({ log: line }))
  writeFileSync(file, `${[...entries, ...said].map((each) => JSON.stringify(each)).join('\n')}\n`)
  console.log(`\n  The journal is in ${file}`)
}
